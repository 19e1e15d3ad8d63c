/** Whether a text is a day of the calendar, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Today in UTC, or the day that SOURCE_DATE_EPOCH names (reproducible-builds.org). */
export function today(): string {
  const epoch = process.env.SOURCE_DATE_EPOCH;
  return new Date(epoch === undefined || !/^\d{1,12}$/.test(epoch) ? Date.now() : Number(epoch) * 1000)
    .toISOString()
    .slice(0, 10);
}
