/** Okabe and Ito's colours: told apart by colour-blind readers, dark enough on white. */
const COLORS = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#7a5c00',
  '#555555',
] as const;

/** Of the line with this number, from 0; they come again after the last. */
export const colorAt = (index: number): string => COLORS[index % COLORS.length] ?? COLORS[0];
