extension CountryNames {
  /// Countries whose code begins with A to K.
  static let aToK = """
    AD AND Andorra|Andorre
    AE ARE United Arab Emirates|Vereinigte Arabische Emirate|Émirats arabes unis|Emiratos Árabes Unidos|UAE|VAE
    AE ARE Emirates
    AF AFG Afghanistan|Afganistán
    AG ATG Antigua and Barbuda|Antigua und Barbuda|Antigua-et-Barbuda|Antigua y Barbuda
    AI AIA Anguilla|Anguila
    AL ALB Albania|Albanien|Albanie
    AM ARM Armenia|Armenien|Arménie
    AO AGO Angola
    AQ ATA Antarctica|Antarktis|Antarctique|Antártida
    AR ARG Argentina|Argentinien|Argentine
    AS ASM American Samoa|Amerikanisch-Samoa|Samoa américaines|Samoa Americana
    AT AUT Austria|Österreich|Autriche|Oesterreich
    AU AUS Australia|Australien|Australie
    AW ABW Aruba
    AX ALA Åland Islands|Ålandinseln|Îles Åland|Islas Åland|Åland
    AZ AZE Azerbaijan|Aserbaidschan|Azerbaïdjan|Azerbaiyán
    BA BIH Bosnia and Herzegovina|Bosnien und Herzegowina|Bosnie-Herzégovine|Bosnia y Herzegovina|Bosnia|Bosnien
    BA BIH Bosnia-Herzegovina|Bosnien-Herzegowina
    BB BRB Barbados|Barbade
    BD BGD Bangladesh|Bangladesch|Bangladés
    BE BEL Belgium|Belgien|Belgique|Bélgica|België
    BF BFA Burkina Faso
    BG BGR Bulgaria|Bulgarien|Bulgarie
    BH BHR Bahrain|Bahreïn|Baréin
    BI BDI Burundi
    BJ BEN Benin
    BL BLM Saint Barthélemy|San Bartolomé
    BM BMU Bermuda|Bermudes|Bermudas
    BN BRN Brunei Darussalam|Brunei
    BO BOL Bolivia|Bolivien|Bolivie|Plurinational State of Bolivia|Bolivia (Plurinational State of)
    BQ BES Bonaire, Sint Eustatius and Saba|Bonaire, Sint Eustatius und Saba|Bonaire, Saint-Eustache et Saba
    BQ BES Bonaire, San Eustaquio y Saba|Caribbean Netherlands|Karibische Niederlande|Pays-Bas caribéens
    BQ BES Caribe neerlandés|Bonaire
    BR BRA Brazil|Brasilien|Brésil|Brasil
    BS BHS Bahamas
    BT BTN Bhutan|Bhoutan|Bután
    BV BVT Bouvet Island|Bouvetinsel|Île Bouvet|Isla Bouvet
    BW BWA Botswana|Botsuana
    BY BLR Belarus|Weißrussland|Biélorussie|Bielorrusia
    BZ BLZ Belize|Belice
    CA CAN Canada|Kanada
    CC CCK Cocos (Keeling) Islands|Kokosinseln|Îles Cocos|Islas Cocos|Cocos Islands
    CD COD Democratic Republic of the Congo|Demokratische Republik Kongo|République démocratique du Congo
    CD COD República Democrática del Congo|DR Congo|DRC|Congo (DRC)|Congo, Democratic Republic of the|Congo-Kinshasa
    CD COD Kongo-Kinshasa
    CF CAF Central African Republic|Zentralafrikanische Republik|République centrafricaine|República Centroafricana
    CG COG Republic of the Congo|Republik Kongo|République du Congo|República del Congo|Congo|Kongo
    CG COG Congo-Brazzaville|Kongo-Brazzaville
    CH CHE Switzerland|Schweiz|Suisse|Suiza|Svizzera|Die Schweiz
    CI CIV Côte d'Ivoire|Elfenbeinküste|Costa de Marfil|Ivory Coast
    CK COK Cook Islands|Cookinseln|Îles Cook|Islas Cook
    CL CHL Chile|Chili
    CM CMR Cameroon|Kamerun|Cameroun|Camerún
    CN CHN China|Chine|People's Republic of China|Volksrepublik China|PR China|PRC|Mainland China
    CO COL Colombia|Kolumbien|Colombie
    CR CRI Costa Rica
    CU CUB Cuba|Kuba
    CV CPV Cabo Verde|Kap Verde|Cap-Vert|Cape Verde
    CW CUW Curaçao|Curazao
    CX CXR Christmas Island|Weihnachtsinsel|Île Christmas|Isla de Navidad
    CY CYP Cyprus|Zypern|Chypre|Chipre
    CZ CZE Czechia|Tschechien|Tchéquie|Chequia|Czech Republic|Tschechische Republik|République tchèque
    CZ CZE República Checa|Česko
    DE DEU Germany|Deutschland|Allemagne|Alemania|Federal Republic of Germany|Bundesrepublik Deutschland|BRD
    DJ DJI Djibouti|Dschibuti|Yibuti
    DK DNK Denmark|Dänemark|Dinamarca|Danmark
    DM DMA Dominica|Dominique
    DO DOM Dominican Republic|Dominikanische Republik|République dominicaine|República Dominicana
    DZ DZA Algeria|Algerien|Algérie|Argelia
    EC ECU Ecuador|Équateur
    EE EST Estonia|Estland|Estonie|Eesti
    EG EGY Egypt|Ägypten|Égypte|Egipto
    EH ESH Western Sahara|Westsahara|Sahara occidental
    ER ERI Eritrea|Érythrée
    ES ESP Spain|Spanien|Espagne|España
    ET ETH Ethiopia|Äthiopien|Éthiopie|Etiopía
    FI FIN Finland|Finnland|Finlande|Finlandia|Suomi
    FJ FJI Fiji|Fidschi|Fidji|Fiyi
    FK FLK Falkland Islands (Malvinas)|Falklandinseln|Îles Malouines|Islas Malvinas|Falkland Islands|Malvinas
    FM FSM Federated States of Micronesia|Föderierte Staaten von Mikronesien|États fédérés de Micronésie
    FM FSM Estados Federados de Micronesia|Micronesia (Federated States of)|Micronesia|Mikronesien|Micronésie
    FO FRO Faroe Islands|Färöer|Îles Féroé|Islas Feroe|Faroes
    FR FRA France|Frankreich|Francia
    GA GAB Gabon|Gabun
    GB GBR United Kingdom of Great Britain and Northern Ireland|United Kingdom|Vereinigtes Königreich|Royaume-Uni
    GB GBR Reino Unido|UK|Great Britain|Großbritannien|Grande-Bretagne|Gran Bretaña|England|Scotland|Wales
    GB GBR Northern Ireland|Schottland|Nordirland|Angleterre|Inglaterra|Écosse|Escocia
    GD GRD Grenada|Grenade|Granada
    GE GEO Georgia|Georgien|Géorgie
    GF GUF French Guiana|Französisch-Guayana|Guyane française|Guayana Francesa|Guyane
    GG GGY Guernsey|Guernesey
    GH GHA Ghana
    GI GIB Gibraltar
    GL GRL Greenland|Grönland|Groenland|Groenlandia
    GM GMB Gambia|Gambie
    GN GIN Guinea|Guinée
    GP GLP Guadeloupe|Guadalupe
    GQ GNQ Equatorial Guinea|Äquatorialguinea|Guinée équatoriale|Guinea Ecuatorial
    GR GRC Greece|Griechenland|Grèce|Grecia|Hellas
    GS SGS South Georgia and the South Sandwich Islands|Südgeorgien und die Südlichen Sandwichinseln
    GS SGS Géorgie du Sud-et-les Îles Sandwich du Sud|Islas Georgias del Sur y Sandwich del Sur
    GS SGS South Georgia & South Sandwich Islands|Géorgie du Sud et îles Sandwich du Sud
    GS SGS Islas Georgia del Sur y Sandwich del Sur
    GT GTM Guatemala
    GU GUM Guam
    GW GNB Guinea-Bissau|Guinée-Bissau|Guinea-Bisáu
    GY GUY Guyana
    HK HKG Hong Kong|Hongkong|Hong Kong SAR|Hong Kong SAR China|Sonderverwaltungsregion Hongkong
    HK HKG R.A.S. chinoise de Hong Kong|RAE de Hong Kong (China)
    HM HMD Heard Island and McDonald Islands|Heard und McDonaldinseln|Îles Heard-et-MacDonald|Islas Heard y McDonald
    HM HMD Heard & McDonald Islands
    HN HND Honduras
    HR HRV Croatia|Kroatien|Croatie|Croacia|Hrvatska
    HT HTI Haiti
    HU HUN Hungary|Ungarn|Hongrie|Hungría|Magyarország
    ID IDN Indonesia|Indonesien|Indonésie
    IE IRL Ireland|Irland|Irlande|Irlanda|Republic of Ireland|Republik Irland|Éire
    IL ISR Israel
    IM IMN Isle of Man|Île de Man|Isla de Man
    IN IND India|Indien|Inde
    IO IOT British Indian Ocean Territory|Britisches Territorium im Indischen Ozean
    IO IOT Territoire britannique de l'océan Indien|Territorio Británico del Océano Índico
    IQ IRQ Iraq|Irak
    IR IRN Iran|Islamic Republic of Iran|Iran (Islamic Republic of)|Islamische Republik Iran
    IS ISL Iceland|Island|Islande|Islandia
    IT ITA Italy|Italien|Italie|Italia
    JE JEY Jersey
    JM JAM Jamaica|Jamaika|Jamaïque
    JO JOR Jordan|Jordanien|Jordanie|Jordania
    JP JPN Japan|Japon
    KE KEN Kenya|Kenia
    KG KGZ Kyrgyzstan|Kirgisistan|Kirghizistan|Kirguistán|Kirgistan|Kirgizistan|Kyrgyz Republic|Kirghizstan
    KH KHM Cambodia|Kambodscha|Cambodge|Camboya
    KI KIR Kiribati
    KM COM Comoros|Komoren|Comores|Comoras
    KN KNA Saint Kitts and Nevis|St. Kitts und Nevis|Saint-Christophe-et-Niévès|San Cristóbal y Nieves
    KP PRK North Korea|Nordkorea|Corée du Nord|Corea del Norte|Democratic People's Republic of Korea
    KP PRK Korea (Democratic People's Republic of)|DPRK
    KR KOR South Korea|Südkorea|Corée du Sud|Corea del Sur|Republic of Korea|Korea (Republic of)|Republik Korea
    KW KWT Kuwait|Koweït
    KY CYM Cayman Islands|Kaimaninseln|Îles Caïmans|Islas Caimán
    KZ KAZ Kazakhstan|Kasachstan|Kazajistán
    """
}
