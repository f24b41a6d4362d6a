/** The standard normal distribution (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2). */

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** P(Z <= z), to about twelve digits of the smaller tail. */
export function normalCdf(z: number): number {
  const size = Math.abs(z);
  const tail = size < 3 ? 0.5 - density(size) * series(size) : density(size) * fraction(size);
  return z > 0 ? 1 - tail : tail;
}

/** 26.2.11: z + z³/3 + z⁵/(3·5) + … */
function series(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum;
}

/** 26.2.14: 1/(z + 1/(z + 2/(z + 3/(z + … */
function fraction(z: number): number {
  let value = z;
  for (let k = 100; k > 0; k--) value = z + k / value;
  return 1 / value;
}

/** The z with P(Z <= z) = p, by halving. */
export function normalQuantile(p: number): number {
  let [low, high] = [-40, 40];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
