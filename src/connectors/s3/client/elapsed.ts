/** "42 s", "12 min", "3 h 5 min": how long something has taken, for people. */
export function elapsedText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "14:03:12", in the time zone of the machine; with the day in front when that is not today. */
export function timeText(moment: Date, now: Date): string {
  const time = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(twoDigits).join(':');
  if (moment.toDateString() === now.toDateString()) return time;
  const day = [moment.getMonth() + 1, moment.getDate()].map(twoDigits).join('-');
  return `${moment.getFullYear()}-${day} ${time}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
