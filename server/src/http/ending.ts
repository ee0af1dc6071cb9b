/** What the HTTP server is told when the program is to end, before requests under way are waited for. */
export const endingEvent = 'fleet:ending';
