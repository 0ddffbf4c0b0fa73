package dev.ventes.app.demo;

import dev.ventes.infra.Servers;
import java.nio.file.Path;

/** What runs where, and what to try. */
record Banner(Servers servers, DemoPorts ports, Path environment) {
    String text() {
        return """

                  %s, database salesdb, table ventes
                  %s, topics ventes.changes, .enriched, .rejected, .progress
                  %s, database salesdb_mongo, collection ventes
                  the page, to look at sales and change them, on http://127.0.0.1:%d
                  API on http://127.0.0.1:%d/ventes, to browse and try on http://127.0.0.1:%d/docs
                  /metrics, /health/live and /health/ready on http://127.0.0.1:%d (connector), :%d (transformer), :%d (API), :%d (verifier)
                  %s

                To try, in another terminal:

                  source '%s'

                  psql -c "INSERT INTO ventes (produit, quantite, prix_unitaire, date_vente) VALUES ('Vélo', 2, 349.90, now()) RETURNING id"
                  psql -c "UPDATE ventes SET quantite = 3 WHERE id = 2"
                  psql -c "DELETE FROM ventes WHERE id = 3"
                  psql -c "ALTER TABLE ventes ADD COLUMN vendeur varchar(50)" -c "UPDATE ventes SET vendeur = 'Zoé' WHERE id = 2"
                  curl -s $API_URL/ventes/2

                  curl -s $API_URL/ventes -H 'Content-Type: application/json' -d '{"produit": "Tente", "quantite": 1, "prix_unitaire": 129.00, "pays": "France"}'
                  curl -s -X PUT $API_URL/ventes/1 -H 'Content-Type: application/json' -d '{"produit": "Laptop", "quantite": 2, "prix_unitaire": 450.00, "date_vente": "2024-01-10T10:00:00Z"}'
                  curl -s -X DELETE $API_URL/ventes/4

                  kafka-console-consumer.sh --bootstrap-server $KAFKA_BOOTSTRAP_SERVERS --topic ventes.enriched --from-beginning
                  kcat -C -b $KAFKA_BOOTSTRAP_SERVERS -t ventes.enriched
                """.formatted(
                        servers.postgres().describe(),
                        servers.kafka().describe(),
                        servers.mongo().describe(),
                        ports.api(),
                        ports.api(),
                        ports.api(),
                        ports.connector(),
                        ports.transformer(),
                        ports.apiManagement(),
                        ports.verifier(),
                        ports.prometheus().isPresent()
                                ? "Prometheus on http://127.0.0.1:%d, what it alarms for on http://127.0.0.1:%1$d/alerts"
                                        .formatted(ports.prometheus().getAsInt())
                                : "no Prometheus: it is not installed (Debian: apt install prometheus)",
                        environment);
    }
}
