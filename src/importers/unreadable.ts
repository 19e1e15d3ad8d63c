/** A problem whose message shows nothing of the text. */
export class Unreadable extends Error {}
