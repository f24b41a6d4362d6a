/** What systems, archives and editors leave in a folder; nobody hands it in. */
const LEFT_BEHIND = [
  // Hidden on Unix: .DS_Store, .git, and ._NAME with what a Mac's file has beside its content (AppleDouble).
  '\\..*',
  '__MACOSX',
  'Icon\\r',
  'Network Trash Folder',
  'Temporary Items',
  'Thumbs\\.db',
  'ehthumbs(_vista)?\\.db',
  'desktop\\.ini',
  '\\$RECYCLE\\.BIN',
  'System Volume Information',
  // Of an office program that has the file open, and of storage on a network.
  '~\\$.*',
  '@eaDir',
  '#recycle',
  'lost\\+found',
  'node_modules',
];
const PATTERN = new RegExp(`^(?:${LEFT_BEHIND.join('|')})$`, 'is');

export const isLeftBehind = (name: string): boolean => PATTERN.test(name);
