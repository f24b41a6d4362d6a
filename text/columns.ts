/** How wide a text is on a terminal, and how it is made to fit. */

/** Marks that combine with the character before them, and the joiners of emoji. */
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
/** East Asian wide and full-width characters (Unicode Standard Annex 11), and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

const ELLIPSIS = '…';

const widthOf = (character: string): number => (NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** Columns that a text without control characters takes. */
export const columnsOf = (text: string): number =>
  Array.from(text).reduce((sum, character) => sum + widthOf(character), 0);

/** The beginning of a text, with an ellipsis where something was left out. */
export const cutEnd = (text: string, columns: number): string =>
  columnsOf(text) <= columns ? text : columns < 1 ? '' : `${taken(Array.from(text), columns - 1)}${ELLIPSIS}`;

/** The end of a text. */
export const cutStart = (text: string, columns: number): string =>
  columnsOf(text) <= columns
    ? text
    : columns < 1
      ? ''
      : `${ELLIPSIS}${Array.from(taken(Array.from(text).reverse(), columns - 1))
          .reverse()
          .join('')}`;

/** Beginning and end of a text: titles of a sweep differ at their end. */
export function cutMiddle(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  const end = Math.floor((columns - 1) / 2);
  return `${cutEnd(text, columns - end).slice(0, -1)}${cutStart(text, end + 1)}`;
}

function taken(characters: readonly string[], columns: number): string {
  let width = 0;
  let text = '';
  for (const character of characters) {
    width += widthOf(character);
    if (width > columns) break;
    text += character;
  }
  return text;
}
