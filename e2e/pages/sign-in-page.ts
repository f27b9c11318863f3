import type { Page } from "@playwright/test";

/** The sign-in form, on its own page or within another. */
export class SignInForm {
  constructor(readonly page: Page) {}

  async submit(email: string, password: string): Promise<void> {
    await this.page.getByLabel("E-mail address").fill(email);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
  }
}
