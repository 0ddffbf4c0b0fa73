package dev.ventes.app.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.ventes.core.access.ApiKeys;
import dev.ventes.core.access.Role;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Port;
import dev.ventes.infra.Servers;
import dev.ventes.infra.process.JavaProcess;
import dev.ventes.transformer.TransformerMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page at {@code /} in a real Chromium, on the whole pipeline. Leaves pictures of its views in {@code target/page}.
 */
@EnabledIf(value = "dev.ventes.app.e2e.Chromium#isInstalled", disabledReason = "there is no chromium, or no node")
class PageIT {
    private static final Path PICTURES = Path.of("target/page");
    private static final int WIDE = 1280;
    private static final int PHONE = 360;
    /** Until the API has {@code GET /refresh}. */
    private static final int NO_FRESHNESS_YET = 404;

    @TempDir
    static Path folder;

    private static final AtomicReference<JavaProcess> TRANSFORMER = new AtomicReference<>();

    private static Servers servers;
    private static Pipeline pipeline;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        var passwords = Passwords.keptIn(folder);
        servers = Servers.start(folder, Servers.Ports.FREE, passwords);
        pipeline = new Pipeline(Endpoints.of(servers, passwords), PageIT::launch);
        // Two months of sales, a few of them returns, one with a name that wants to be markup.
        pipeline.sql("""
                insert into ventes (produit, quantite, prix_unitaire, date_vente, client, pays)
                select (array['Vélo', 'Tente', 'Lampe', 'Sac à dos', '<img src=x onerror=alert(1)>'])[1 + i % 5],
                       case when i % 17 = 0 then -1 else 1 + i % 4 end, 10 + i % 90 + 0.9,
                       now() at time zone 'UTC' - i * interval '7 hours', 'Client ' || i % 30,
                       (array['France', 'Belgique', 'Suisse', null])[1 + i % 4]
                from generate_series(1, 210) i""");
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        chromium = new Chromium(pipeline.api());
        Files.createDirectories(PICTURES);
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        pipeline.close();
        servers.close();
    }

    /** The transformer in a process of its own, so that it can be killed. */
    private static Pipeline.Running launch(String service, Map<String, String> environment) throws Exception {
        var own = new HashMap<>(environment);
        own.put("VENTES_MANAGEMENT_STATUS_INTERVAL", "500ms");
        own.put("VENTES_MANAGEMENT_INSTANCE", service + "-1");
        if (!service.equals("transformer")) {
            return Pipeline.here(service, own);
        }
        TRANSFORMER.set(
                JavaProcess.start(TransformerMain.class, own, List.of("-Xmx256m"), folder.resolve("transformer.log")));
        return TRANSFORMER.get()::close;
    }

    @AfterEach
    void leave() {
        chromium.leave();
    }

    private static Page open(String address) {
        return open(chromium.visitor("fr-FR", ColorScheme.LIGHT, WIDE, 900), address);
    }

    private static Page open(Page page, String address) {
        page.navigate(pipeline.api() + "/" + address);
        assertThat(page.locator("#live")).hasAttribute("data-state", "on");
        return page;
    }

    private static Locator row(Page page, long id) {
        return page.locator("tr[data-id='" + id + "']");
    }

    private static Locator cell(Page page, long id, String column) {
        return row(page, id).locator("[data-column=" + column + "]");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static long idOf(Page page, String text) {
        var told = page.locator(".toast", new Page.LocatorOptions().setHasText(text))
                .last()
                .textContent();
        return Long.parseLong(told.replaceAll("\\D", ""));
    }

    @Test
    void salesAreCreatedChangedAndDeletedAndNobodysChangeIsLost() throws Exception {
        var page = open("");
        button(page, "Nouvelle vente").click();
        page.getByLabel("Quantité").fill("2,5");
        page.getByLabel("Prix unitaire").fill("349,905");
        button(page, "Enregistrer").click();
        assertThat(page.locator("[data-field=produit] .fault")).hasText("à remplir");
        assertThat(page.locator("[data-field=quantite] .fault")).not().isEmpty();
        assertThat(page.locator("[data-field=prix_unitaire] .fault")).hasText("deux décimales et dix chiffres au plus");
        page.getByLabel("Produit", new Page.GetByLabelOptions().setExact(true)).fill("<b>Vélo</b>");
        page.getByLabel("Quantité").fill("2");
        page.getByLabel("Prix unitaire").fill("349,90");
        button(page, "Enregistrer").click();
        assertThat(page.locator(".toast").first()).containsText("créée");
        var id = idOf(page, "créée");
        assertThat(cell(page, id, "produit")).hasText("<b>Vélo</b>");
        assertThat(cell(page, id, "montant_total")).hasText(Pattern.compile("699,80\\s€"));

        button(page, "Modifier la vente " + id).click();
        page.getByLabel("Quantité").fill("3");
        page.getByLabel("Client").fill("Moi");
        // Meanwhile, elsewhere.
        pipeline.send("PATCH", "/ventes/" + id, "{\"quantite\": 7, \"pays\": \"Italie\"}");
        button(page, "Enregistrer").click();
        var conflict = page.locator("table.conflict");
        assertThat(conflict.locator("tr", new Locator.LocatorOptions().setHasText("Quantité")))
                .containsText("7");
        assertThat(conflict.locator("tbody tr")).hasCount(3);
        conflict.locator("input[name=choice-quantite][value=theirs]").check();
        button(page, "Enregistrer ce choix").click();
        assertThat(page.locator(".toast", new Page.LocatorOptions().setHasText("enregistrée")))
                .isVisible();
        assertThat(pipeline.get("/ventes/" + id).body())
                .contains("\"quantite\":7", "\"client\":\"Moi\"", "\"pays\":\"Italie\"");
        assertThat(cell(page, id, "client")).hasText("Moi");

        button(page, "Historique de la vente " + id).click();
        assertThat(page.locator(".history > li")).hasCount(3);
        assertThat(page.locator(".history > li").first()).containsText("Moi");
        button(page, "Fermer").click();
        button(page, "Supprimer la vente " + id).click();
        button(page, "Supprimer").click();
        assertThat(row(page, id)).hasCount(0);
        assertThat(pipeline.get("/ventes/" + id).statusCode()).isEqualTo(404);
        chromium.requireNoFaults(400, 412);
    }

    @Test
    void theTableIsFilteredSortedAndPagedAndMovesByItself() throws Exception {
        var page = open("");
        assertThat(page.locator(".sales tbody tr")).hasCount(50);
        var first = page.locator(".sales tbody tr").first().getAttribute("data-id");
        button(page, "Suivante").click();
        assertThat(page.locator("tr[data-id='" + first + "']")).hasCount(0);
        button(page, "Précédente").click();
        assertThat(page.locator("tr[data-id='" + first + "']")).hasCount(1);

        pipeline.sql(
                "insert into ventes values (900001, 'Arrivée', 1, 5, now() at time zone 'UTC' + interval '1 day')");
        assertThat(page.locator(".sales tbody tr").first()).hasAttribute("data-id", "900001");
        pipeline.sql("update ventes set client = 'Zoé' where id = 900001");
        assertThat(cell(page, 900001, "client")).hasText("Zoé");
        pipeline.sql("delete from ventes where id = 900001");
        assertThat(row(page, 900001)).hasCount(0);

        page.locator("[data-sort=montant_total]").click();
        assertThat(page.locator("th[aria-sort=descending]")).containsText("Montant");
        page.getByLabel("Chercher par").selectOption("pays");
        page.getByLabel("Valeur").fill("Belgique");
        button(page, "Filtrer").click();
        assertThat(page.locator("[data-column=pays]", new Page.LocatorOptions().setHasNotText("Belgique")))
                .hasCount(0);
        assertThat(page.locator("[data-column=pays]")).not().hasCount(0);
        assertThat(page.locator("[data-sort]")).hasCount(1);
        pipeline.sql(
                "insert into ventes values (900002, 'Ailleurs', 1, 5, now() at time zone 'UTC', null, 'Suisse')",
                "insert into ventes values (900003, 'Ici', 1, 5, now() at time zone 'UTC', null, 'Belgique')");
        assertThat(row(page, 900003)).hasCount(1);
        assertThat(row(page, 900002)).hasCount(0);

        page.navigate(pipeline.api() + "/#/ventes?pays=France&sort=-quantite");
        assertThat(page.locator(".problem")).containsText("La demande n’est pas acceptée");
        page.locator(".problem").getByText("Effacer").click();
        assertThat(row(page, 900002)).hasCount(1);
        chromium.requireNoFaults(400);
    }

    @Test
    void indicatorsMoveWhileSalesAreMadeAndAPlotLeadsToItsSales() throws Exception {
        var page = open("#/indicateurs");
        var count = page.locator("[data-tile=nombre]");
        var plotted = page.locator("[data-plot=revenue] tbody tr")
                .last()
                .locator("td")
                .first();
        assertThat(count).not().isEmpty();
        var before = count.textContent();
        var drawn = page.locator("[data-plot=revenue] canvas").screenshot();
        var rowBefore = plotted.textContent();
        pipeline.sql("insert into ventes (produit, quantite, prix_unitaire, date_vente, pays) "
                + "values ('Piano', 1, 98765, now() at time zone 'UTC', 'France')");
        assertThat(count).not().hasText(before);
        assertThat(plotted).not().hasText(rowBefore);
        assertThat(page.locator("[data-plot=products]")).containsText("Piano");
        assertThat(page.locator("[data-plot=revenue] canvas").screenshot()).isNotEqualTo(drawn);

        page.locator("[data-period='7j']").click();
        assertThat(page.locator("[data-plot=revenue] tbody tr")).hasCount(7);
        assertThat(page.locator("[data-period='7j']")).hasAttribute("aria-current", "true");
        // The largest product's bar is the first.
        page.locator("[data-plot=products] canvas").click(new Locator.ClickOptions().setPosition(200, 20));
        assertThat(page.locator(".sales tbody tr")).hasCount(1);
        assertThat(page.locator("[data-column=produit]")).hasText("Piano");
        assertThat(page).hasURL(Pattern.compile("produit=Piano&date_min="));
        page.goBack();
        page.locator("[data-plot=revenue] summary").click();
        page.locator("[data-plot=revenue] tbody a").last().click();
        assertThat(page.locator("[data-column=produit]", new Page.LocatorOptions().setHasText("Piano")))
                .hasCount(1);
        chromium.requireNoFaults();
    }

    @Test
    void aKeyIsAskedForWhereOneIsNeededAndASaleIsMadeWithoutAMouse() throws Exception {
        var reader = ApiKeys.newKey();
        var writer = ApiKeys.newKey();
        var keys = Files.write(
                folder.resolve("keys"),
                List.of(
                        ApiKeys.Entry.of("desk", Role.READER, reader).line(),
                        ApiKeys.Entry.of("shop", Role.WRITER, writer).line()));
        var port = String.valueOf(Port.free());
        var guarded = pipeline.launchAnother(
                "api",
                Map.of(
                        "VENTES_API_PORT",
                        port,
                        "VENTES_MANAGEMENT_PORT",
                        "0",
                        "VENTES_API_KEYS_FILE",
                        keys.toString()));
        try {
            var page = chromium.visitor("en-GB", ColorScheme.DARK, WIDE, 900);
            page.navigate("http://127.0.0.1:" + port + "/");
            assertThat(page.locator("dialog h2")).hasText("Who is asking?");
            type(page, "nonsense", "Enter");
            assertThat(page.locator("dialog")).containsText("not accepted");
            type(page, reader, "Enter");
            assertThat(page.locator(".sales tbody tr")).not().hasCount(0);
            assertThat(page.locator("#live")).hasAttribute("data-state", "on");

            page.locator("#create").focus();
            page.keyboard().press("Enter");
            type(page, "Clavier", "Tab");
            type(page, "3", "Tab");
            type(page, "10.50", "Enter");
            assertThat(page.locator("dialog .problem")).hasText("Your key or token does not allow this.");
            page.keyboard().press("Escape");

            page.locator("#access").focus();
            page.keyboard().press("Enter");
            type(page, writer, "Enter");
            assertThat(page.locator("dialog")).hasCount(0);
            assertThat(page.locator("#live")).hasAttribute("data-state", "on");
            tabTo(page, page.locator("#create"));
            page.keyboard().press("Enter");
            type(page, "Clavier", "Tab");
            type(page, "3", "Tab");
            type(page, "10.50", "Enter");
            assertThat(page.locator(".toast", new Page.LocatorOptions().setHasText("created")))
                    .isVisible();
            assertThat(page.locator("#create")).isFocused();
            assertThat(cell(page, idOf(page, "created"), "montant_total")).hasText("€31.50");
            assertThat(page.evaluate("JSON.stringify(localStorage)").toString()).doesNotContain(writer);
        } finally {
            guarded.stop();
        }
        chromium.requireNoFaults(401, 403);
    }

    @Test
    void thePipelineTurnsRedWhenTheTransformerIsKilledAndGreenAgain() throws Exception {
        var page = open("#/pipeline");
        var node = page.locator(".node[data-part=transformer]");
        assertThat(page.locator(".state")).hasAttribute("data-state", "ok");
        assertThat(page.locator(".node.well")).hasCount(7);

        TRANSFORMER.get().kill();
        assertThat(node).hasClass(Pattern.compile("critical"));
        assertThat(page.locator(".state")).hasAttribute("data-state", "down");
        assertThat(page.locator("[data-code=transformer-down]"))
                .containsText("Aucun transformer ne tourne. Ce qui est vendu ou changé est à l’abri dans le journal");
        assertThat(page.locator("[data-code=transformer-down] .do")).containsText("docker compose up -d transformer");
        Chromium.requireAccessible(page, "the pipeline in red");
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("pipeline-red.png")));

        pipeline.launch("transformer");
        assertThat(page.locator(".state")).hasAttribute("data-state", "ok");
        assertThat(node).hasClass(Pattern.compile("well"));
        assertThat(page.locator(".faults li")).hasCount(0);
        chromium.requireNoFaults(NO_FRESHNESS_YET);
    }

    /** Into what has the focus. */
    private static void type(Page page, String text, String then) {
        assertThat(page.locator("dialog input:focus")).hasValue("");
        page.keyboard().type(text);
        page.keyboard().press(then);
    }

    /** As somebody without a mouse gets there. */
    private static void tabTo(Page page, Locator wanted) {
        for (var pressed = 0; pressed < 30; pressed++) {
            page.keyboard().press("Tab");
            if (wanted.evaluate("element => element === document.activeElement").equals(true)) {
                return;
            }
        }
        assertThat(wanted).isFocused();
    }

    @Test
    void everyViewIsAccessibleInBothThemesAndLanguagesAlsoOnAPhone() throws Exception {
        for (var theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (var language : List.of("fr-FR", "en-GB")) {
                look(theme, language, WIDE);
            }
        }
        look(ColorScheme.LIGHT, "fr-FR", PHONE);
        look(ColorScheme.DARK, "en-GB", PHONE);
        chromium.requireNoFaults(NO_FRESHNESS_YET);
    }

    private static void look(ColorScheme theme, String language, int width) {
        var page = chromium.visitor(language, theme, width, width == WIDE ? 900 : 740);
        for (var view : List.of("ventes", "indicateurs", "pipeline")) {
            open(page, "#/" + view);
            assertThat(page.locator(".sales tbody tr, [data-plot=countries] tbody tr, .node")
                            .first())
                    .not()
                    .isEmpty();
            var name = String.join(
                    "-", view, language.substring(0, 2), theme.name().toLowerCase(Locale.ROOT), "" + width);
            page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
            assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .as("nothing is wider than the window: " + name)
                    .isEqualTo(true);
            // Its rules know no language.
            if (language.startsWith("fr") || width == PHONE) {
                Chromium.requireAccessible(page, name);
            }
        }
        page.context().close();
    }
}
