// The service counts code points; JavaScript counts UTF-16 units.

/** Make a function from a count of code points to a place in the string. */
export function placesIn(text) {
  const astral = [];
  for (const { index } of text.matchAll(/[\u{10000}-\u{10ffff}]/gu)) astral.push(index - astral.length);
  if (!astral.length) return (offset) => offset;
  return (offset) => offset + countBelow(astral, offset);
}

/** How many numbers of a rising list are below a limit. */
export function countBelow(rising, limit) {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
