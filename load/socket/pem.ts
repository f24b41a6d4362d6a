/** Whether a text is the thing itself, and no path of a file. */
export const isPem = (text: string): boolean => text.includes('-----BEGIN');
