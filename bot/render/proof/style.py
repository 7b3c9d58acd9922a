"""How the page of the proof looks, light and dark, on a desk and on a phone."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #fbfaf8; --ink: #1f2328; --soft: #59616b; --rule: #dcdad5; --track: #f1efea;
  --night: #c3c9db; --good: #17693a; --bad: #b3261e; --bad-ground: #fdecea;
  --h0: #2563a8; --h1: #b45309; --h2: #2f7d4f; --h3: #8b3fa0; --h4: #0f7c86; --h5: #a63d57;
}
@media (prefers-color-scheme: dark) { :root {
  --ground: #14171c; --ink: #e8e6e1; --soft: #a3abb6; --rule: #343a44; --track: #1e232b;
  --night: #05070b; --good: #6fcf97; --bad: #ff8a80; --bad-ground: #3b1714;
  --h0: #6ea8ea; --h1: #e8a24f; --h2: #6cc391; --h3: #c98be0; --h4: #5fc3cd; --h5: #ec8aa3;
} }
* { box-sizing: border-box; }
body { background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main, footer { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 0; }
footer { color: var(--soft); font-size: .9rem; padding-bottom: 3rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.1rem; line-height: 1.35; margin: 2.4rem 0 .6rem; }
p { margin: .4rem 0; max-width: 60rem; }
.verdict { font-size: 1.15rem; font-weight: 600; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.gaps { background: var(--bad-ground); border-radius: .5rem; list-style: none; margin: .8rem 0; padding: .4rem 1rem; }
.gaps li { padding: .45rem 0; }
.gaps li + li { border-top: 1px solid var(--rule); }
ul { padding-left: 1.2rem; }
li { overflow-wrap: anywhere; }
.tiles { display: grid; gap: .6rem; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); margin: 1.2rem 0; }
.tiles div { background: var(--track); border-radius: .5rem; display: flex; flex-direction: column-reverse;
  justify-content: flex-end; padding: .7rem .9rem; }
.tiles dt { color: var(--soft); font-size: .85rem; line-height: 1.3; }
.tiles dd { font-size: 1.5rem; font-variant-numeric: tabular-nums; font-weight: 600; margin: 0; }
.mean { color: var(--soft); font-size: .9rem; }
.week { display: grid; grid-template-columns: 10rem 1fr; row-gap: 3px; }
.who, .hub { overflow-wrap: anywhere; padding-right: .6rem; }
.who { font-size: .9rem; line-height: 22px; padding-left: 1.35rem; }
.hub { color: var(--soft); font-size: .8rem; padding-top: .4rem; }
.hub i { border-radius: 2px; display: inline-block; height: .8em; margin-right: .5rem; width: .8em; }
.none { color: var(--bad); font-weight: 600; padding-left: 0; }
.rule { border-bottom: 1px solid var(--rule); }
.days { color: var(--soft); display: grid; font-size: .8rem; grid-template-columns: repeat(7, 1fr); }
.days span { border-left: 1px solid var(--rule); padding-left: .3rem; white-space: nowrap; }
.days b { font-weight: normal; }
.line { background: linear-gradient(to right, var(--rule) 1px, var(--track) 1px) 0 0 / calc(100% / 7) 100%;
  border-radius: 3px; height: 22px; overflow: hidden; position: relative; }
.line i { bottom: 0; position: absolute; top: 0; }
.night { background: var(--night); }
.line .on { border-radius: 3px; bottom: 3px; top: 3px; }
.line .second { border-radius: 2px; bottom: 8px; opacity: .45; top: 8px; }
.gap { background: var(--bad); }
.h0 { background: var(--h0); } .h1 { background: var(--h1); } .h2 { background: var(--h2); }
.h3 { background: var(--h3); } .h4 { background: var(--h4); } .h5 { background: var(--h5); }
.legend { color: var(--soft); font-size: .85rem; line-height: 1.8; }
.legend i { border-radius: 2px; display: inline-block; height: .8em; margin-right: .35em; width: 1.4em; }
.legend span { display: inline-block; margin-right: .9em; }
.legend .second { opacity: .45; }
.legend .night, .legend .dark { outline: 1px solid var(--rule); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { border-bottom: 1px solid var(--rule); font-weight: normal; padding: .35rem 1rem .35rem 0; text-align: left;
  vertical-align: top; }
th[scope=col] { color: var(--soft); font-size: .85rem; vertical-align: bottom; }
.then td { color: var(--soft); padding-bottom: .7rem; }
tr:has(+ .then) > * { border-bottom: 0; padding-bottom: 0; }
.bar { min-width: 9rem; white-space: nowrap; width: 30%; }
.bar i { display: inline-block; height: .8em; }
.day { background: var(--h0); } .dark { background: var(--ink); } .spare { background: var(--h0); opacity: .3; }
@media (max-width: 48rem) {
  .week { grid-template-columns: 1fr; row-gap: 2px; }
  .rule, .empty, .days b { display: none; }
  .days { font-size: .75rem; grid-template-columns: repeat(7, minmax(0, 1fr)); }
  .days span { padding-left: .15rem; white-space: normal; }
  .who { line-height: 1.5; padding-left: 0; }
  table, tr, th, td { display: block; }
  .heads { display: none; }
  tr { border-bottom: 1px solid var(--rule); padding: .5rem 0; }
  tr:has(+ .then) { border-bottom: 0; padding-bottom: 0; }
  .then { padding-top: 0; }
  th, td { border: 0; overflow-wrap: anywhere; padding: .1rem 0; }
  th[scope=row] { font-weight: 600; }
  td[data-of] { display: grid; gap: .6rem; grid-template-columns: 8.5rem 1fr; }
  td[data-of]::before { color: var(--soft); content: attr(data-of); font-size: .85rem; }
  .bar { width: 100%; }
}
"""
"""Colours that people with a colour-blind eye tell apart by lightness; nights are dark in both schemes."""
