package dev.ventes.app.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.ventes.core.access.ApiKeys;
import dev.ventes.core.access.Role;
import dev.ventes.infra.Port;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The page at {@code /} in a real Chromium, on the whole pipeline. Leaves pictures of its views in {@code target/page}. */
@EnabledIf(value = "dev.ventes.app.e2e.Chromium#isInstalled", disabledReason = "there is no chromium, or no node")
class PageIT {
    private static final int WIDE = 1280;
    private static final int PHONE = 360;

    @TempDir
    static Path folder;

    private static Killable system;
    private static Pipeline pipeline;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        system = new Killable(folder);
        pipeline = system.pipeline;
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
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        system.close();
    }

    @AfterEach
    void leave() {
        chromium.leave();
    }

    private static Visitor open(String address) {
        return chromium.visitor("fr-FR", ColorScheme.LIGHT, WIDE, 900).goTo(pipeline.api() + "/" + address);
    }

    @Test
    void salesAreCreatedChangedAndDeletedAndNobodysChangeIsLost() throws Exception {
        var page = open("");
        page.button("Nouvelle vente").click();
        page.fill("Quantité", "2,5");
        page.fill("Prix unitaire", "349,905");
        page.button("Enregistrer").click();
        assertThat(page.find("[data-field=produit] .fault")).hasText("à remplir");
        assertThat(page.find("[data-field=quantite] .fault")).not().isEmpty();
        assertThat(page.find("[data-field=prix_unitaire] .fault")).hasText("deux décimales et dix chiffres au plus");
        page.fill("Produit", "<b>Vélo</b>");
        page.fill("Quantité", "2");
        page.fill("Prix unitaire", "349,90");
        page.button("Enregistrer").click();
        assertThat(page.find(".toast").first()).containsText("créée");
        var id = page.idOf("créée");
        assertThat(page.cell(id, "produit")).hasText("<b>Vélo</b>");
        assertThat(page.cell(id, "montant_total")).hasText(Pattern.compile("699,80\\s€"));

        page.button("Modifier la vente " + id).click();
        page.fill("Quantité", "3");
        page.fill("Client", "Moi");
        // Meanwhile, elsewhere.
        pipeline.send("PATCH", "/ventes/" + id, "{\"quantite\": 7, \"pays\": \"Italie\"}");
        page.button("Enregistrer").click();
        var conflict = page.find("table.conflict");
        assertThat(conflict).containsText("Quantité37");
        assertThat(conflict.locator("tbody tr")).hasCount(3);
        conflict.locator("input[name=choice-quantite][value=theirs]").check();
        page.button("Enregistrer ce choix").click();
        assertThat(page.find(".toast", "enregistrée")).isVisible();
        assertThat(pipeline.get("/ventes/" + id).body())
                .contains("\"quantite\":7", "\"client\":\"Moi\"", "\"pays\":\"Italie\"");
        assertThat(page.cell(id, "client")).hasText("Moi");

        page.button("Historique de la vente " + id).click();
        assertThat(page.find(".history > li")).hasCount(3);
        assertThat(page.find(".history > li").first()).containsText("Moi");
        page.button("Fermer").click();
        page.button("Supprimer la vente " + id).click();
        page.button("Supprimer").click();
        assertThat(page.row(id)).hasCount(0);
        assertThat(pipeline.get("/ventes/" + id).statusCode()).isEqualTo(404);
        chromium.requireNoFaults(400, 412);
    }

    @Test
    void theTableIsFilteredSortedAndPagedAndMovesByItself() throws Exception {
        var page = open("");
        assertThat(page.find(".sales tbody tr")).hasCount(50);
        var rows = page.find(".sales tbody tr");
        var first = rows.first().getAttribute("data-id");
        page.button("Suivante").click();
        assertThat(page.find("tr[data-id='" + first + "']")).hasCount(0);
        page.button("Précédente").click();
        assertThat(page.find("tr[data-id='" + first + "']")).hasCount(1);
        var last = rows.last().getAttribute("data-id");

        pipeline.sql(
                "insert into ventes values (900001, 'Arrivée', 1, 5, now() at time zone 'UTC' + interval '1 day')");
        assertThat(page.find(".sales tbody tr").first()).hasAttribute("data-id", "900001");
        // What it has pushed off the page is the first on the next.
        assertThat(page.row(Long.parseLong(last))).hasCount(0);
        page.button("Suivante").click();
        assertThat(rows.first()).hasAttribute("data-id", last);
        page.button("Première page").click();
        assertThat(page.find("tr[data-id='" + first + "']")).hasCount(1);
        pipeline.sql("update ventes set client = 'Zoé' where id = 900001");
        assertThat(page.cell(900001, "client")).hasText("Zoé");
        pipeline.sql("delete from ventes where id = 900001");
        assertThat(page.row(900001)).hasCount(0);
        assertThat(page.row(Long.parseLong(last))).hasCount(1);

        page.find("[data-sort=montant_total]").click();
        assertThat(page.find("th[aria-sort=descending]")).containsText("Montant");
        page.page().getByLabel("Chercher par").selectOption("pays");
        page.fill("Valeur", "Belgique");
        page.button("Filtrer").click();
        assertThat(page.page().locator("[data-column=pays]", new Page.LocatorOptions().setHasNotText("Belgique")))
                .hasCount(0);
        assertThat(page.find("[data-column=pays]")).not().hasCount(0);
        assertThat(page.find("[data-sort]")).hasCount(1);
        pipeline.sql(
                "insert into ventes values (900002, 'Ailleurs', 1, 5, now() at time zone 'UTC', null, 'Suisse')",
                "insert into ventes values (900003, 'Ici', 1, 5, now() at time zone 'UTC', null, 'Belgique')");
        assertThat(page.row(900003)).hasCount(1);
        assertThat(page.row(900002)).hasCount(0);

        page.page().navigate(pipeline.api() + "/#/ventes?pays=France&sort=-quantite");
        assertThat(page.find(".problem")).containsText("La demande n’est pas acceptée");
        page.find(".problem").getByText("Effacer").click();
        assertThat(page.row(900002)).hasCount(1);
        chromium.requireNoFaults(400);
    }

    @Test
    void indicatorsMoveWhileSalesAreMadeAndAPlotLeadsToItsSales() throws Exception {
        var page = open("#/indicateurs");
        var count = page.find("[data-tile=nombre]");
        var plotted =
                page.find("[data-plot=revenue] tbody tr").last().locator("td").first();
        assertThat(count).not().isEmpty();
        var before = count.textContent();
        var drawn = page.find("[data-plot=revenue] canvas").screenshot();
        var rowBefore = plotted.textContent();
        pipeline.sql("insert into ventes (produit, quantite, prix_unitaire, date_vente, pays) "
                + "values ('Piano', 1, 98765, now() at time zone 'UTC', 'France')");
        assertThat(count).not().hasText(before);
        assertThat(plotted).not().hasText(rowBefore);
        assertThat(page.find("[data-plot=products]")).containsText("Piano");
        assertThat(page.find("[data-plot=revenue] canvas").screenshot()).isNotEqualTo(drawn);

        page.find("[data-period='7j']").click();
        assertThat(page.find("[data-plot=revenue] tbody tr")).hasCount(7);
        assertThat(page.find("[data-period='7j']")).hasAttribute("aria-current", "true");
        // The largest product's bar is the first.
        page.find("[data-plot=products] canvas").click(new Locator.ClickOptions().setPosition(200, 20));
        assertThat(page.find(".sales tbody tr")).hasCount(1);
        assertThat(page.page()).hasURL(Pattern.compile("produit=Piano&date_min="));
        page.page().goBack();
        page.find("[data-plot=revenue] summary").click();
        page.find("[data-plot=revenue] tbody a").last().click();
        assertThat(page.find("[data-column=produit]", "Piano")).hasCount(1);
        chromium.requireNoFaults();
    }

    @Test
    void aKeyIsAskedForWhereOneIsNeededAndASaleIsMadeWithoutAMouse() throws Exception {
        var reader = ApiKeys.newKey();
        var writer = ApiKeys.newKey();
        var lines = ApiKeys.Entry.of("desk", Role.READER, reader).line() + "\n"
                + ApiKeys.Entry.of("shop", Role.WRITER, writer).line();
        var keys = Files.writeString(folder.resolve("keys"), lines);
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
            page.page().navigate("http://127.0.0.1:" + port + "/");
            assertThat(page.find("dialog h2")).hasText("Who is asking?");
            page.type("nonsense", "Enter");
            assertThat(page.find("dialog")).containsText("not accepted");
            page.type(reader, "Enter");
            assertThat(page.find(".sales tbody tr")).not().hasCount(0);
            assertThat(page.find("#live")).hasAttribute("data-state", "on");

            page.find("#create").focus();
            page.press("Enter");
            page.type("Clavier", "Tab");
            page.type("3", "Tab");
            page.type("10.50", "Enter");
            assertThat(page.find("dialog .problem")).hasText("Your key or token does not allow this.");
            page.press("Escape");

            page.find("#access").focus();
            page.press("Enter");
            page.type(writer, "Enter");
            assertThat(page.find("dialog")).hasCount(0);
            assertThat(page.find("#live")).hasAttribute("data-state", "on");
            page.tabTo(page.find("#create"));
            page.press("Enter");
            page.type("Clavier", "Tab");
            page.type("3", "Tab");
            page.type("10.50", "Enter");
            assertThat(page.find(".toast", "created")).isVisible();
            assertThat(page.find("#create")).isFocused();
            assertThat(page.cell(page.idOf("created"), "montant_total")).hasText("€31.50");
            assertThat(page.page().evaluate("JSON.stringify(localStorage)").toString())
                    .doesNotContain(writer);
        } finally {
            guarded.stop();
        }
        chromium.requireNoFaults(401, 403);
    }

    @Test
    void thePipelineTurnsRedWhenTheTransformerIsKilledAndGreenAgain() throws Exception {
        var page = open("#/pipeline");
        var node = page.find(".node[data-part=transformer]");
        assertThat(page.find(".state")).hasAttribute("data-state", "ok");
        assertThat(page.find(".node.well")).hasCount(7);
        // Only what was sold of late is in the figures.
        pipeline.sql("insert into ventes (produit, quantite, prix_unitaire) values ('Mesurée', 1, 5)");
        assertThat(page.find("[data-part=stages] tbody tr.in-all").first())
                .containsText(Pattern.compile("\\d\\s(ms|s)"));

        system.killTransformer();
        assertThat(node).hasClass(Pattern.compile("critical"));
        assertThat(page.find(".state")).hasAttribute("data-state", "down");
        assertThat(page.find("[data-code=transformer-down]"))
                .containsText("Aucun transformer ne tourne. Ce qui est vendu ou changé est à l’abri dans le journal");
        assertThat(page.find("[data-code=transformer-down] .do")).containsText("docker compose up -d transformer");
        Chromium.requireAccessible(page.page(), "the pipeline in red");
        page.picture("pipeline-fr-light-red");

        pipeline.launch("transformer");
        assertThat(page.find(".state")).hasAttribute("data-state", "ok");
        assertThat(node).hasClass(Pattern.compile("well"));
        assertThat(page.find(".faults li")).hasCount(0);
        chromium.requireNoFaults();
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
        chromium.requireNoFaults();
    }

    private static void look(ColorScheme theme, String language, int width) {
        var page = chromium.visitor(language, theme, width, width == WIDE ? 900 : 740);
        for (var view : List.of("ventes", "indicateurs", "pipeline")) {
            page.goTo(pipeline.api() + "/#/" + view);
            var first = page.find(".sales tbody tr, [data-plot=countries] tbody tr, .node")
                    .first();
            assertThat(first).not().isEmpty();
            var name = "%s-%.2s-%s-%d".formatted(view, language, theme.name().toLowerCase(Locale.ROOT), width);
            page.picture(name);
            assertThat(page.page().evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .as("nothing is wider than the window: " + name)
                    .isEqualTo(true);
            // Its rules know no language.
            if (language.startsWith("fr") || width == PHONE) {
                Chromium.requireAccessible(page.page(), name);
            }
        }
        page.page().context().close();
    }
}
