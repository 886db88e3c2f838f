// Times that can be chosen, as a desk that is open on weekdays from nine to five offers them.
const HALF_HOUR = 30 * 60_000;

export function officeTimes(days = 14) {
  const slots = [];
  const now = Date.now();
  for (let day = 0; day < days; day++) {
    const date = new Date(now);
    date.setDate(date.getDate() + day);
    if ([0, 6].includes(date.getDay())) continue;
    for (let from = date.setHours(9, 0, 0, 0); from < new Date(date).setHours(17);) {
      const to = from + HALF_HOUR;
      if (from > now) slots.push({ from, to });
      from = to;
    }
  }
  return slots;
}
