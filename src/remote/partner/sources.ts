/** The documents that rows of the table name as their source. */
export const guide = 'Partner API developer guide';
export const overview = 'Partner API product overview';
export const curriculum = 'Partner API curriculum page';
export const reference = 'Partner API reference, events page';
