/** The number in so many digits from a place on; -1 where they are none. */
export function numberAt(text: string, at: number, width: number): number {
  let value = 0;
  for (let place = at; place < at + width; place++) {
    const digit = text.charCodeAt(place) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}
