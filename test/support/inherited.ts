/** Names that every object of JavaScript has: a table that is one must not find them. */
export const inherited = Object.getOwnPropertyNames(Object.prototype);
