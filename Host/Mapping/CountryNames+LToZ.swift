extension CountryNames {
  /// Countries whose code begins with L to Z.
  static let lToZ = """
    LA LAO Lao People's Democratic Republic|Laos|Lao PDR
    LB LBN Lebanon|Libanon|Liban|Líbano
    LC LCA Saint Lucia|Sainte-Lucie|Santa Lucía
    LI LIE Liechtenstein
    LK LKA Sri Lanka
    LR LBR Liberia
    LS LSO Lesotho|Lesoto
    LT LTU Lithuania|Litauen|Lituanie|Lituania
    LU LUX Luxembourg|Luxemburg|Luxemburgo
    LV LVA Latvia|Lettland|Lettonie|Letonia
    LY LBY Libya|Libyen|Libye|Libia
    MA MAR Morocco|Marokko|Maroc|Marruecos
    MC MCO Monaco
    MD MDA Moldova|Moldau|Moldavie|Moldavia|Republic of Moldova|Republik Moldau|Moldawien|Moldova, Republic of
    ME MNE Montenegro
    MF MAF Saint Martin (French part)|St. Martin|San Martín
    MG MDG Madagascar|Madagaskar
    MH MHL Marshall Islands|Marshallinseln|Îles Marshall|Islas Marshall
    MK MKD North Macedonia|Nordmazedonien|Macédoine du Nord|Macedonia del Norte|Macedonia|Mazedonien|FYROM
    ML MLI Mali
    MM MMR Myanmar|Birmanie|Myanmar (Birmania)|Burma|Birma|Birmania|Myanmar (Burma)|Myanmar (Birmanie)
    MN MNG Mongolia|Mongolei|Mongolie
    MO MAC Macao|Macau|Macao SAR|Macao SAR China|Sonderverwaltungsregion Macau|R.A.S. chinoise de Macao
    MO MAC RAE de Macao (China)
    MP MNP Northern Mariana Islands|Nördliche Marianen|Îles Mariannes du Nord|Islas Marianas del Norte
    MQ MTQ Martinique|Martinica
    MR MRT Mauritania|Mauretanien|Mauritanie
    MS MSR Montserrat
    MT MLT Malta|Malte
    MU MUS Mauritius|Maurice|Mauricio|Île Maurice
    MV MDV Maldives|Malediven|Maldivas
    MW MWI Malawi|Malaui
    MX MEX Mexico|Mexiko|Mexique
    MY MYS Malaysia|Malaisie|Malasia
    MZ MOZ Mozambique|Mosambik
    NA NAM Namibia|Namibie
    NC NCL New Caledonia|Neukaledonien|Nouvelle-Calédonie|Nueva Caledonia
    NE NER Niger
    NF NFK Norfolk Island|Norfolkinsel|Île Norfolk|Isla Norfolk
    NG NGA Nigeria
    NI NIC Nicaragua
    NL NLD Netherlands|Niederlande|Pays-Bas|Países Bajos|Holland|Hollande|Holanda|Nederland
    NL NLD Kingdom of the Netherlands|Netherlands (Kingdom of the)
    NO NOR Norway|Norwegen|Norvège|Noruega|Norge
    NP NPL Nepal
    NR NRU Nauru
    NU NIU Niue
    NZ NZL New Zealand|Neuseeland|Nouvelle-Zélande|Nueva Zelanda|Nueva Zelandia|Aotearoa
    OM OMN Oman
    PA PAN Panama
    PE PER Peru|Pérou
    PF PYF French Polynesia|Französisch-Polynesien|Polynésie française|Polinesia Francesa
    PG PNG Papua New Guinea|Papua-Neuguinea|Papouasie-Nouvelle-Guinée|Papúa Nueva Guinea
    PH PHL Philippines|Philippinen|Filipinas
    PK PAK Pakistan
    PL POL Poland|Polen|Pologne|Polonia|Polska
    PM SPM Saint Pierre and Miquelon|St. Pierre und Miquelon|Saint-Pierre-et-Miquelon|San Pedro y Miquelón
    PN PCN Pitcairn|Pitcairninseln|Îles Pitcairn|Islas Pitcairn|Pitcairn Islands
    PR PRI Puerto Rico|Porto Rico
    PS PSE State of Palestine|Palästina|État de Palestine|Estado de Palestina|Palestine|Palestina
    PS PSE Palestine, State of|Staat Palästina|Palestinian Territories|Palästinensische Autonomiegebiete
    PS PSE Territoires palestiniens|Territorios Palestinos
    PT PRT Portugal
    PW PLW Palau|Palaos
    PY PRY Paraguay
    QA QAT Qatar|Katar|Catar
    RE REU Réunion|La Réunion
    RO ROU Romania|Rumänien|Roumanie|Rumanía
    RS SRB Serbia|Serbien|Serbie
    RU RUS Russian Federation|Russland|Russie|Rusia|Russia|Russische Föderation|Fédération de Russie
    RU RUS Federación de Rusia
    RW RWA Rwanda|Ruanda
    SA SAU Saudi Arabia|Saudi-Arabien|Arabie saoudite|Arabia Saudí|Arabia Saudita|KSA
    SB SLB Solomon Islands|Salomonen|Îles Salomon|Islas Salomón
    SC SYC Seychelles|Seychellen
    SD SDN Sudan|Soudan
    SE SWE Sweden|Schweden|Suède|Suecia|Sverige
    SG SGP Singapore|Singapur|Singapour
    SH SHN Saint Helena, Ascension and Tristan da Cunha|St. Helena|Sainte-Hélène|Santa Elena
    SI SVN Slovenia|Slowenien|Slovénie|Eslovenia|Slovenija
    SJ SJM Svalbard and Jan Mayen|Spitzbergen und Jan Mayen|Svalbard et Jan Mayen|Svalbard y Jan Mayen
    SJ SJM Svalbard et Île Jan Mayen|Spitzbergen
    SK SVK Slovakia|Slowakei|Slovaquie|Eslovaquia|Slovak Republic|Slowakische Republik|Slovensko
    SL SLE Sierra Leone|Sierra Leona
    SM SMR San Marino|Saint-Marin
    SN SEN Senegal
    SO SOM Somalia|Somalie
    SR SUR Suriname|Surinam
    SS SSD South Sudan|Südsudan|Soudan du Sud|Sudán del Sur
    ST STP Sao Tome and Principe|São Tomé und Príncipe|Sao Tomé-et-Principe|Santo Tomé y Príncipe
    SV SLV El Salvador|Salvador
    SX SXM Sint Maarten (Dutch part)|Sint Maarten|Saint-Martin (partie néerlandaise)
    SY SYR Syrian Arab Republic|Syrien|Syrie|Siria|Syria
    SZ SWZ Eswatini|Esuatini|Swaziland|Swasiland
    TC TCA Turks and Caicos Islands|Turks- und Caicosinseln|Îles Turques-et-Caïques|Islas Turcas y Caicos
    TD TCD Chad|Tschad|Tchad
    TF ATF French Southern Territories|Französische Süd- und Antarktisgebiete|Terres australes françaises
    TF ATF Territorios Australes Franceses|Französische Südgebiete
    TG TGO Togo
    TH THA Thailand|Thaïlande|Tailandia
    TJ TJK Tajikistan|Tadschikistan|Tadjikistan|Tayikistán
    TK TKL Tokelau
    TL TLS Timor-Leste|Timor oriental|East Timor|Osttimor
    TM TKM Turkmenistan
    TN TUN Tunisia|Tunesien|Tunisie|Túnez
    TO TON Tonga
    TR TUR Türkiye|Türkei|Turquie|Turquía|Turkey
    TT TTO Trinidad and Tobago|Trinidad und Tobago|Trinité-et-Tobago|Trinidad y Tobago|Trinidad
    TV TUV Tuvalu
    TW TWN Taiwan|Taiwan, Province of China|Chinese Taipei
    TZ TZA United Republic of Tanzania|Tansania|Tanzanie|Tanzania|Tanzania, United Republic of
    UA UKR Ukraine|Ucrania
    UG UGA Uganda|Ouganda
    UM UMI United States Minor Outlying Islands|Kleinere Inselbesitzungen der Vereinigten Staaten
    UM UMI Îles mineures éloignées des États-Unis|Islas menores alejadas de EE. UU.|Amerikanische Überseeinseln
    UM UMI U.S. Outlying Islands
    US USA United States of America|Vereinigte Staaten von Amerika|États-Unis d'Amérique|Estados Unidos de América
    US USA United States|Vereinigte Staaten|États-Unis|Estados Unidos|EE. UU.|EUA
    UY URY Uruguay
    UZ UZB Uzbekistan|Usbekistan|Ouzbékistan
    VA VAT Holy See|Heiliger Stuhl|Saint-Siège|Santa Sede|Vatican City|Vatikanstadt|Cité du Vatican
    VA VAT Ciudad del Vaticano|Vatican|Vatikan|État de la Cité du Vatican|Holy See (Vatican City State)
    VC VCT Saint Vincent and the Grenadines|St. Vincent und die Grenadinen|Saint-Vincent-et-les-Grenadines
    VC VCT San Vicente y las Granadinas
    VE VEN Venezuela|Bolivarian Republic of Venezuela|Venezuela (Bolivarian Republic of)
    VG VGB British Virgin Islands|Britische Jungferninseln|Îles Vierges britanniques|Islas Vírgenes Británicas
    VG VGB Virgin Islands (British)
    VI VIR United States Virgin Islands|Amerikanische Jungferninseln|Îles Vierges des États-Unis
    VI VIR Islas Vírgenes de EE. UU.|U.S. Virgin Islands|Virgin Islands (U.S.)|Îles Vierges américaines
    VI VIR Islas Vírgenes de los Estados Unidos
    VN VNM Viet Nam|Vietnam
    VU VUT Vanuatu
    WF WLF Wallis and Futuna|Wallis und Futuna|Wallis-et-Futuna|Wallis y Futuna
    WS WSM Samoa
    YE YEM Yemen|Jemen
    YT MYT Mayotte
    ZA ZAF South Africa|Südafrika|Afrique du Sud|Sudáfrica|RSA
    ZM ZMB Zambia|Sambia|Zambie
    ZW ZWE Zimbabwe|Simbabwe|Zimbabue
    """
}
