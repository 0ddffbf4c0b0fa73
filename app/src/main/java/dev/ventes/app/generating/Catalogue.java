package dev.ventes.app.generating;

import java.math.BigDecimal;
import java.util.List;
import java.util.random.RandomGenerator;

/** What the imaginary shop sells, for how much, and to whom. */
record Catalogue(RandomGenerator random) {
    /** A product with its price, and how many of it somebody buys at most. */
    record Product(String name, BigDecimal price, int most) {
        Product(String name, String price, int most) {
            this(name, new BigDecimal(price), most);
        }
    }

    private static final List<Product> PRODUCTS = List.of(
            new Product("Laptop", "899.00", 3),
            new Product("Écran 27 pouces", "249.90", 4),
            new Product("Clavier mécanique", "89.90", 6),
            new Product("Souris sans fil", "29.90", 12),
            new Product("Casque audio", "119.00", 4),
            new Product("Enceinte portable", "59.90", 4),
            new Product("Téléphone", "499.00", 2),
            new Product("Tablette", "329.00", 2),
            new Product("Montre connectée", "199.00", 2),
            new Product("Chargeur USB-C", "19.90", 20),
            new Product("Câble HDMI", "9.90", 30),
            new Product("Clé USB 128 Go", "14.50", 40),
            new Product("Disque SSD 1 To", "84.90", 8),
            new Product("Webcam", "49.90", 6),
            new Product("Imprimante", "139.00", 2),
            new Product("Cartouche d'encre", "24.90", 15),
            new Product("Lampe de bureau", "34.90", 6),
            new Product("Chaise de bureau", "179.00", 8),
            new Product("Bureau assis-debout", "389.00", 2),
            new Product("Tapis de souris", "7.90", 25));

    private static final List<String> CLIENTS = List.of(
            "Camille Moreau",
            "Léa Bernard",
            "Hugo Lefèvre",
            "Inès Garnier",
            "Louis Chevalier",
            "Manon Rousseau",
            "Atelier du Port",
            "Librairie des Arcades",
            "Cabinet Noël & Fils",
            "Café de la Gare",
            "Lycée Jean-Moulin",
            "Studio Belle-Île");

    /** The nearer, the more often. */
    private static final List<String> COUNTRIES = List.of(
            "France",
            "France",
            "France",
            "France",
            "Belgique",
            "Belgique",
            "Suisse",
            "Luxembourg",
            "Canada",
            "Sénégal");

    Product product() {
        return PRODUCTS.get(random.nextInt(PRODUCTS.size()));
    }

    /** Few, mostly; the square of a random number is small more often than large. */
    int quantity(Product product) {
        var share = random.nextDouble();
        return 1 + (int) (share * share * product.most());
    }

    /** Null for somebody who paid cash and left. */
    String client() {
        return random.nextInt(8) == 0 ? null : CLIENTS.get(random.nextInt(CLIENTS.size()));
    }

    String country() {
        return COUNTRIES.get(random.nextInt(COUNTRIES.size()));
    }
}
