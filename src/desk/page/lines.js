// Where two texts differ, line by line: the shortest way from one to the other (Myers's greedy algorithm, 1986).

// Beyond so many lines that differ, all between what is common at both ends is one difference.
const MOST = 2000;

// The places where they differ, in order: lines [from, to) of the first stand against lines [from, to) of the second, counted from 0.
export function differences(first, second) {
  const most = Math.min(first.length, second.length);
  let start = 0, end = 0;
  while (start < most && first[start] === second[start]) start += 1;
  while (end < most - start && first[first.length - 1 - end] === second[second.length - 1 - end]) end += 1;
  const a = first.slice(start, first.length - end), b = second.slice(start, second.length - end);
  if (!a.length && !b.length) return [];
  const found = [];
  for (const [x, y] of unmatched(a, b)) {
    const last = found.at(-1);
    if (last && last.first[1] === x[0] && last.second[1] === y[0]) {
      last.first[1] = x[1];
      last.second[1] = y[1];
    } else found.push({ first: [...x], second: [...y] });
  }
  const moved = ([from, to]) => [from + start, to + start];
  return found.map((one) => ({ first: moved(one.first), second: moved(one.second) }));
}

// Single steps of the shortest script that are not a line of both: [[x, x'], [y, y']].
function unmatched(a, b) {
  const n = a.length, m = b.length, all = [[[0, n], [0, m]]];
  if (!n || !m) return all;
  const reached = new Map([[1, 0]]), trace = [];
  for (let d = 0; d <= n + m; d += 1) {
    if (d > MOST) return all;
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reached.get(k - 1) < reached.get(k + 1));
      let x = down ? reached.get(k + 1) : reached.get(k - 1) + 1;
      while (x < n && x - k < m && a[x] === b[x - k]) x += 1;
      reached.set(k, x);
    }
    trace.push(new Map(reached));
    if (reached.get(n - m) >= n) return back(trace, n, m);
  }
  return all;
}

// The way back through what was reached with 0, 1, 2 … differences.
function back(trace, n, m) {
  const steps = [];
  let x = n, y = m;
  for (let d = trace.length - 1; d > 0; d -= 1) {
    const before = trace[d - 1], k = x - y;
    const down = k === -d || (k !== d && before.get(k - 1) < before.get(k + 1));
    const from = down ? k + 1 : k - 1, atX = before.get(from), atY = atX - from;
    steps.push(down ? [[atX, atX], [atY, atY + 1]] : [[atX, atX + 1], [atY, atY]]);
    [x, y] = [atX, atY];
  }
  return steps.reverse();
}
