package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The Chromium that is installed, without a window, driven through the Node that is installed. */
final class Chromium implements AutoCloseable {
    private static final double PATIENCE = 60_000;

    private final Playwright playwright;
    private final Browser browser;
    private final URI api;
    private final List<String> faults = new CopyOnWriteArrayList<>();

    Chromium(URI api) {
        this.api = api;
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        program("node").orElseThrow().toString(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program("chromium").orElseThrow())
                        // Its own pages only, and containers often run as root, where there is none.
                        .setChromiumSandbox(false));
    }

    static boolean isInstalled() {
        return program("chromium").isPresent() && program("node").isPresent();
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A visitor of one's own, whose faults are remembered: what the console says, and requests to others. */
    Visitor visitor(String language, ColorScheme theme, int width, int height) {
        var context = browser.newContext(new Browser.NewContextOptions()
                .setLocale(language)
                .setColorScheme(theme)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setViewportSize(width, height));
        context.setDefaultTimeout(PATIENCE);
        var page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                faults.add(message.text());
            }
        });
        page.onPageError(faults::add);
        page.onRequest(request -> {
            var to = URI.create(request.url());
            if (!to.getScheme().equals("data") && !api.getHost().equals(to.getHost())) {
                faults.add("a request to " + request.url());
            }
        });
        return new Visitor(page);
    }

    /** All visitors go. */
    void leave() {
        browser.contexts().forEach(BrowserContext::close);
        faults.clear();
    }

    /** Nothing went wrong but what is expected: the browser says of every answer from 400 on that it failed. */
    void requireNoFaults(int... expected) {
        var found = faults.stream()
                .filter(fault -> Arrays.stream(expected)
                        .noneMatch(status -> fault.contains("responded with a status of " + status)))
                .toList();
        assertThat(found).isEmpty();
    }

    /** What would keep people from using what is shown. */
    static void requireAccessible(Page page, String what) {
        var serious = new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(rule -> rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes())
                        .toList();
        assertThat(serious).as(what).isEmpty();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
