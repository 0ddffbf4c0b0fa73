package dev.ventes.app.importing;

import java.math.BigDecimal;
import java.time.LocalDateTime;

/** A row of {@code ventes} to be; whatever may be null there may be null here. */
record Sale(
        String produit, int quantite, BigDecimal prixUnitaire, LocalDateTime dateVente, String client, String pays) {}
