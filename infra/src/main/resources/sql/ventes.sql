-- The sales table and the four sales that every example starts with. Runs again without harm: what people changed or
-- deleted since stays as it is. The embedded server and docker-compose both use this file.
set client_encoding = 'UTF8';

do $$
begin
  if to_regclass('ventes') is not null then
    return;
  end if;

  create table ventes (
    id            serial primary key,
    produit       varchar(100),
    quantite      integer,
    prix_unitaire numeric(10, 2),
    date_vente    timestamp,
    client        varchar(50),
    pays          varchar(60)
  );

  -- An update or delete then says what the row was, which a two-sided merge needs.
  alter table ventes replica identity full;

  -- Above this the ids belong to the sales that are made through the API.
  alter sequence ventes_id_seq maxvalue 999999999;

  insert into ventes (produit, quantite, prix_unitaire, date_vente) values
    ('Laptop',  2, 500.00, '2024-01-10 10:00'),
    ('Phone',   1, 300.00, '2024-01-11 14:30'),
    ('Clavier', 5,  20.00, '2024-01-12 09:15'),
    ('Écran',   3, 150.00, '2024-01-13 16:45');
end
$$;
