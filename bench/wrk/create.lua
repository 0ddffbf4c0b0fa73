-- New sales, one by one.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"produit":"Laptop","quantite":2,"prix_unitaire":500.00,"date_vente":"2024-01-10T10:00:00Z","client":"Dupont","pays":"France"}'
