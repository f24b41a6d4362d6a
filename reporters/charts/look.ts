/** Colours of charts, and what becomes of them for readers whose system is set to dark. */
export const BACKGROUND = '#ffffff';
export const TEXT = '#333333';
export const AXIS = '#666666';
export const GRID_LINE = '#e4e4e4';
export const FAIL = '#c1121f';
export const MUTED = '#888888';

/** What stands out too little, or too much, on a dark background; all other colours do for both. */
const IN_THE_DARK: Readonly<Record<string, string>> = {
  [BACKGROUND]: '#0d1117',
  [TEXT]: '#d7dbe0',
  [AXIS]: '#9aa4af',
  [GRID_LINE]: '#2b323b',
  [FAIL]: '#ff5964',
  '#0072b2': '#3d9be0',
  '#555555': '#a0a8b2',
  '#7a5c00': '#c79c1e',
  // ECharts' own for what is not coloured.
  '#000': '#d7dbe0',
};

const DARK = Object.entries(IN_THE_DARK)
  .flatMap(([light, dark]) => [`[fill="${light}"]{fill:${dark}}`, `[stroke="${light}"]{stroke:${dark}}`])
  .join('');

/** A picture knows the reader's system, not the page it stands on; its background is its own. */
export const withDarkColors = (svg: string): string =>
  svg.replace(/^<svg[^>]*>/, (head) => `${head}\n<style>@media (prefers-color-scheme:dark){${DARK}}</style>`);
