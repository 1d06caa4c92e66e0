/** Days of a month (1 to 12) in the Gregorian calendar. */
export function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970 in the Gregorian calendar: years begin in March, so that a leap day is a year's last. */
export function dayNumber(year: number, month: number, day: number): number {
  const years = month < 3 ? year - 1 : year;
  const months = month < 3 ? month + 9 : month - 3;
  const inYears = years * 365 + Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return inYears + Math.floor((153 * months + 2) / 5) + day - 719_469;
}
