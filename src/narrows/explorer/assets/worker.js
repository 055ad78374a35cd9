// Groups are sought beside the page, so that it stays usable. The page puts the model's scripts before this.
onmessage = ({ data: { job, sides, largest } }) => {
  const shares = sides.filter(Boolean).length;
  let before = 0;
  const found = sides.map((side) => {
    if (!side) return null;
    const groups = groupsUpTo(side.model, side.units, largest, (tried, total) => {
      postMessage({ job, progress: (before + tried / Math.max(1, total)) / shares });
    });
    before += 1;
    return groups;
  });
  postMessage({ job, found });
};
