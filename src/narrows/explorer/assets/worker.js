// Groups are sought beside the page, so that it stays usable. The page puts the model's scripts before this.
onmessage = ({ data: { job, sides, largest } }) => {
  postMessage({ job, ...groupsOf(sides, largest, (progress) => postMessage({ job, progress })) });
};
