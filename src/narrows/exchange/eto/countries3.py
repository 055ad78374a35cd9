"""Three-letter country codes of ISO 3166-1, for the countries that make parts of chips."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES = """
ARE:AE ARG:AR ARM:AM AUS:AU AUT:AT AZE:AZ BEL:BE BGR:BG BLR:BY BOL:BO BRA:BR CAN:CA CHE:CH CHL:CL CHN:CN
COD:CD COL:CO CRI:CR CZE:CZ DEU:DE DNK:DK EGY:EG ESP:ES EST:EE FIN:FI FRA:FR GBR:GB GRC:GR HKG:HK HRV:HR
HUN:HU IDN:ID IND:IN IRL:IE IRN:IR ISL:IS ISR:IL ITA:IT JPN:JP KAZ:KZ KOR:KR LIE:LI LTU:LT LUX:LU LVA:LV
MAC:MO MAR:MA MEX:MX MLT:MT MYS:MY NLD:NL NOR:NO NZL:NZ PER:PE PHL:PH POL:PL PRT:PT QAT:QA ROU:RO RUS:RU
RWA:RW SAU:SA SGP:SG SRB:RS SVK:SK SVN:SI SWE:SE THA:TH TUR:TR TWN:TW UKR:UA URY:UY USA:US UZB:UZ VNM:VN
ZAF:ZA ZMB:ZM
"""
ALPHA3: Mapping[str, str] = MappingProxyType({pair[:3]: pair[4:] for pair in CODES.split()})
