"""Arithmetic for compiled lanes: exp, log and the sine and cosine of a turn by polynomials that LLVM vectorises, and random numbers, a generator a lane.

numba's own exp, log and sin are calls a number (its vectorised ones need a library that pip does not bring), 6 to 9 ns each; these cost 1 to 2.
The series are Taylor's, long enough for the last bit or two of a float64.
"""

import math

import numpy as np
from llvmlite import ir
from numba import int64, njit, types, uint64
from numba.extending import intrinsic

MAGIC = 1.5 * 2.0**52  # added and taken away again it rounds to a whole number, which the low bits of the sum hold
LN2_HIGH = 0.6931471805598903  # ln 2 with its last bits 0, so that small multiples are exact
LN2_REST = 5.497923018708371e-14

# Division as numpy has it: Python's check for 0 is a branch, and a loop with a branch is not vectorised.
# Of fast arithmetic what keeps the law: fused products, no care for NaN. Sums must not be taken in another order, or MAGIC would be folded away.
FAST = {"contract", "nsz", "arcp", "nnan"}
compiled = njit(error_model="numpy", fastmath=FAST)
inlined = njit(error_model="numpy", fastmath=FAST, inline="always")


@intrinsic
def bits_of(typing, x):
    def make(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), make


@intrinsic
def from_bits(typing, x):
    def make(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), make


@njit(inline="always")
def exp(x):
    """For |x| below 700."""
    k = x * 1.4426950408889634 + MAGIC
    n = bits_of(k) << 52
    k -= MAGIC
    r = (x - k * LN2_HIGH) - k * LN2_REST
    p = 1.0 / 6227020800.0
    p = p * r + 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    return from_bits(bits_of(p) + n)


@njit(inline="always")
def log(x):
    """For x from 2⁻⁵³ to 1."""
    # The exponent for which what is left lies from √½ to √2; 1023 is added meanwhile, since shifts of what may be negative are dear.
    b = uint64(bits_of(x))
    e = (b + uint64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)) >> uint64(52)
    m = from_bits(int64(b - (e << uint64(52)) + uint64(0x3FF0000000000000)))
    k = from_bits(int64(e + uint64(0x4338000000000000))) - (MAGIC + 1023.0)
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    p = 1.0 / 21.0
    p = p * z + 1.0 / 19.0
    p = p * z + 1.0 / 17.0
    p = p * z + 1.0 / 15.0
    p = p * z + 1.0 / 13.0
    p = p * z + 1.0 / 11.0
    p = p * z + 1.0 / 9.0
    p = p * z + 1.0 / 7.0
    p = p * z + 1.0 / 5.0
    p = p * z + 1.0 / 3.0
    p = p * z + 1.0
    return k * LN2_HIGH + (2.0 * s * p + k * LN2_REST)


@njit(inline="always")
def rotl(x, k):
    return (x << uint64(k)) | (x >> uint64(64 - k))


@njit(inline="always")
def unit(word):
    """A word as a number between 0 and 1, never either."""
    return from_bits(int64((word >> uint64(12)) | uint64(0x3FF0000000000000))) - (1.0 - 2.0**-53)


LANES = 64


@compiled
def seed(number, s):
    """xoshiro256++ by SplitMix64: the state of one generator, or of many beside each other."""
    z = uint64(number)
    for k in range(len(s)):
        z += uint64(0x9E3779B97F4A7C15)
        y = z
        y = (y ^ (y >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
        y = (y ^ (y >> uint64(27))) * uint64(0x94D049BB133111EB)
        s[k] = y ^ (y >> uint64(31))


@compiled
def words(s, out):
    """As many words as `out` holds (whole lanes), from 64 generators in one array: distances that are known are no overlaps to check."""
    for first in range(0, len(out), LANES):
        row = out[first : first + LANES]
        for l in range(LANES):
            a, b, c, d = s[l], s[LANES + l], s[2 * LANES + l], s[3 * LANES + l]
            row[l] = rotl(a + d, 23) + a
            e = b << uint64(17)
            c ^= a
            d ^= b
            b ^= c
            a ^= d
            c ^= e
            d = rotl(d, 45)
            s[l], s[LANES + l], s[2 * LANES + l], s[3 * LANES + l] = a, b, c, d


@inlined
def uniform(s):
    """One number from the generator of events."""
    a, b, c, d = s[0], s[1], s[2], s[3]
    out = rotl(a + d, 23) + a
    e = b << uint64(17)
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= e
    s[0], s[1], s[2], s[3] = a, b, c, rotl(d, 45)
    return unit(out)


@inlined
def exponential(s):
    return -math.log(uniform(s))


@compiled
def normals(words, noise):
    """As many standard normals as words, by Box and Muller: the first half of the words for radii, the second for angles."""
    half = len(words) // 2
    u, v, one, two = words[:half], words[half:], noise[:half], noise[half:]
    for l in range(half):
        r = math.sqrt(-2.0 * log(unit(u[l])))
        # The angle is a quarter of a turn taken 0 to 3 times, and what is left of it, at most an eighth of a turn either way.
        q = v[l] >> uint64(62)
        a = unit(v[l] << uint64(2)) - 0.5
        a *= math.pi / 2.0
        z = a * a
        s = -1.0 / 1307674368000.0
        s = s * z + 1.0 / 6227020800.0
        s = s * z - 1.0 / 39916800.0
        s = s * z + 1.0 / 362880.0
        s = s * z - 1.0 / 5040.0
        s = s * z + 1.0 / 120.0
        s = s * z - 1.0 / 6.0
        s = (s * z + 1.0) * a
        c = 1.0 / 20922789888000.0
        c = c * z - 1.0 / 87178291200.0
        c = c * z + 1.0 / 479001600.0
        c = c * z - 1.0 / 3628800.0
        c = c * z + 1.0 / 40320.0
        c = c * z - 1.0 / 720.0
        c = c * z + 1.0 / 24.0
        c = c * z - 0.5
        c = c * z + 1.0
        swap = (q & uint64(1)) != uint64(0)
        x = s if swap else c
        y = c if swap else s
        # The four quarters: (c, s), (s, −c), (−c, −s), (−s, c).
        one[l] = r * (x if (q & uint64(2)) == uint64(0) else -x)
        two[l] = r * (y if ((q ^ (q >> uint64(1))) & uint64(1)) == uint64(0) else -y)


@compiled
def scale_add(y, keep, drift, swing, noise):
    for l in range(len(y)):
        y[l] = y[l] * keep + drift[l] + swing * noise[l]


@compiled
def add_scaled(y, x, weight):
    for l in range(len(y)):
        y[l] += x[l] * weight


@compiled
def hold(y, low, high):
    for l in range(len(y)):
        y[l] = min(max(y[l], low), high)


@compiled
def logistic(y):
    for l in range(len(y)):
        y[l] = 1.0 / (1.0 + exp(min(max(-y[l], -700.0), 700.0)))


@compiled
def run_flow(total, sum, rate, gate, cap):
    for l in range(len(total)):
        total[l] += exp(min(max(sum[l], -cap), cap)) * rate * gate[l]
