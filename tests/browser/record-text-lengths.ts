import type { Page } from 'playwright-core';

/**
 * Starts recording, in the page, each text length of the last element of a selector. Resolves to a function that
 * returns the lengths so far.
 */
export async function recordTextLengths(page: Page, selector: string): Promise<() => Promise<readonly number[]>> {
  const handle = await page.evaluateHandle((watched) => {
    const lengths: number[] = [];
    const note = (): void => {
      const length = [...document.querySelectorAll(watched)].at(-1)?.textContent?.length ?? 0;
      if (length > 0 && length !== lengths.at(-1)) lengths.push(length);
    };
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true, characterData: true });
    return lengths;
  }, selector);
  return () => handle.evaluate((lengths) => lengths);
}
