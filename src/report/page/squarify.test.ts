// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { squarify } from './squarify.ts';

const AREA = { x: 10, y: 20, width: 600, height: 400 };

test('squarify gives each weight its share of the area, within the area and without overlaps', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(weights, (given) => {
      const sorted = [...given].sort((a, b) => b - a);
      const boxes = squarify(sorted, AREA);
      const sum = sorted.reduce((total, each) => total + each, 0);
      assert.equal(boxes.length, sorted.length);
      for (const [index, { x, y, width, height }] of boxes.entries()) {
        const share = ((sorted[index] ?? 0) / sum) * AREA.width * AREA.height;
        assert.ok(Math.abs(width * height - share) < 1e-3 * share + 1e-6, `${width * height} for ${share}`);
        assert.ok(x >= 10 - 1e-6 && y >= 20 - 1e-6);
        assert.ok(x + width <= 610 + 1e-6 && y + height <= 420 + 1e-6);
      }
      for (const [index, a] of boxes.entries()) {
        for (const b of boxes.slice(index + 1)) {
          const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
          const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
          assert.ok(wide <= 1e-6 || high <= 1e-6, JSON.stringify([a, b]));
        }
      }
    }),
  );
});

test('squarify makes boxes of equal weight nearly square', () => {
  for (const { width, height } of squarify([1, 1, 1, 1, 1, 1], AREA))
    assert.ok(Math.max(width / height, height / width) < 1.6);
});

test('squarify divides nothing among nothing', () => {
  assert.deepEqual(squarify([], AREA), []);
});
