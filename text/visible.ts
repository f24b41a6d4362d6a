/** Texts of others (titles, versions, logs, results of others), so that they speak to nobody but the reader. */

/** Control characters but tab and line feed, those that turn the direction of a text, and what is no character (XML 1.0, 2.2). */
const UNSEEN = /[[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]--[\t\n]]/gv;
/** Commands to the runner of a CI system, which reads them at the start of a line, or anywhere: GitHub; Azure and TeamCity. */
const AT_START = /^([^\S\n\r\u2028\u2029]*):(?=:)/gm;
const ANYWHERE = /#(?=#(?:\[|vso\[|teamcity\[))/g;

const escaped = (character: string): string => {
  const code = character.charCodeAt(0);
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
};

/** Control characters are shown, as `\x1b`; lines stay lines, and none of them is a command to a CI system. */
export const visible = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replace(UNSEEN, escaped)
    .replace(AT_START, '$1\\x3a')
    .replace(ANYWHERE, '\\x23');

/** Commands that are meant for a CI system, without control characters in what they tell. */
export const visibleCommands = (text: string): string =>
  text.replace(/^::.*$/gm, (line) => line.replace(UNSEEN, escaped).replace(ANYWHERE, '\\x23'));

/** A name on one line: line breaks are shown as `\n`. */
export const oneLine = (name: string): string =>
  visible(name.replace(/\r\n|[\n\r\t]/g, (found) => (found === '\t' ? '\\t' : '\\n')));
