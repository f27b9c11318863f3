import type { Locator, Page } from "@playwright/test";

/** A page of a ranked list. */
export class ListPage {
  /** The places of the list that is shown; one left behind may still stand hidden. */
  readonly entries: Locator;
  readonly pages: Locator;

  constructor(readonly page: Page) {
    this.entries = page.locator("ol.entries:visible > li");
    this.pages = page.getByRole("navigation", { name: /^Pages of/ });
  }

  async open(slug: string, number = 1): Promise<void> {
    await this.page.goto(number === 1 ? `/lists/${slug}` : `/lists/${slug}/${number}`);
  }

  /** The film's link in the entry at this place of the page, from 0. */
  film(index: number): Locator {
    return this.entries.nth(index).getByRole("heading").getByRole("link");
  }

  rateButton(title: string): Locator {
    return this.page.getByRole("button", { name: `Rate ${title}`, exact: true });
  }
}
