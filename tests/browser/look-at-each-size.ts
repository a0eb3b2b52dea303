import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const widths = [1440, 390] as const;
const schemes = ['light', 'dark'] as const;

/**
 * Takes screenshots, light and dark, at the sizes of a desktop and a phone. Checks that the page does not overflow
 * sideways.
 */
export async function lookAtEachSize(page: Page, file: string): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of widths) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      await page.waitForTimeout(150);
      await page.screenshot({ path: `${file}-${width}-${colorScheme}.png` });
      const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(scrollWidth, `${file} at ${width}`).toBeLessThanOrEqual(width);
    }
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1440, height: 900 });
}
