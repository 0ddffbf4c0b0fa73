package dev.ventes.app.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;

/** Somebody who looks at the page, and what they find on it. */
record Visitor(Page page) {
    Visitor goTo(String address) {
        page.navigate(address);
        assertThat(page.locator("#live")).hasAttribute("data-state", "on");
        return this;
    }

    Locator find(String selector) {
        return page.locator(selector);
    }

    Locator find(String selector, String text) {
        return page.locator(selector, new Page.LocatorOptions().setHasText(text));
    }

    Locator row(long id) {
        return page.locator("tr[data-id='" + id + "']");
    }

    Locator cell(long id, String column) {
        return row(id).locator("[data-column=" + column + "]");
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Of the sale that the page has just told of. */
    long idOf(String told) {
        return Long.parseLong(find(".toast", told).last().textContent().replaceAll("\\D", ""));
    }

    void fill(String label, String text) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).fill(text);
    }

    void press(String key) {
        page.keyboard().press(key);
    }

    /** For people, in {@code target/page}. */
    void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/page", name + ".png")));
    }

    /** Into what has the focus in the dialog. */
    void type(String text, String then) {
        assertThat(find("dialog input:focus")).hasValue("");
        page.keyboard().type(text);
        press(then);
    }

    /** As somebody without a mouse gets there. */
    void tabTo(Locator wanted) {
        for (var pressed = 0; pressed < 30; pressed++) {
            press("Tab");
            if (wanted.evaluate("element => element === document.activeElement").equals(true)) {
                return;
            }
        }
        assertThat(wanted).isFocused();
    }
}
