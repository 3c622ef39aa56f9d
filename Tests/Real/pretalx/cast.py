"""The ninety speakers: names in a dozen scripts, and ten that break careless programs. No real person is meant."""

import unicodedata

# Given and family names, paired one to one; "_" stands for a space inside a name; "last" puts the given name last.
GROUPS = [
    ("Alice Rupert Maeve Callum Isla", "Smith O'Brien Ó_Súilleabháin Fitzgerald-Byrne Ward", ""),
    ("Jürgen Käthe Björn Änne Götz", "Müller von_der_Leyen Öztürk-Schmidt Weiß Köhler", ""),
    ("Zoé Étienne Maïté Loïc Noël", "Lefèvre d'Estaing L'Hôpital Garçon Faÿ", ""),
    ("Łukasz Małgorzata Święcław Żaneta Jędrzej", "Wiśniewski Zięba Dąbrowska Brzęczyszczykiewicz Łęcki", ""),
    ("Jiří Šárka Růžena Ondřej Alžběta", "Dvořák Říha Šťastný Kučerová Žižka", ""),
    ("Íñigo María_José Begoña Álvaro Andrés", "Núñez García_Márquez Ibáñez de_la_Cruz Güell", ""),
    ("João Conceição Estêvão Lívia Inês", "Gonçalves Assunção dos_Santos Magalhães Côrtes", ""),
    ("İbrahim Gülşah Çağlar Işıl Ömer", "Yılmaz Şahin Kılıç Erdoğdu Ünal", ""),
    ("Алексей Фёдор Юлия Екатерина Ярослав", "Щербаков Ёлкина Жукова Чайковская Воробьёв", ""),
    ("Γιώργος Ελένη Αικατερίνη Παναγιώτης Ζωή", "Παπαδόπουλος Χατζής Οικονόμου Θεοδώρου Λάμπρου", ""),
    ("Thị_Hạnh Văn_Đức Ngọc_Ánh Mỹ_Lệ Đình_Phúc", "Nguyễn Trần Huỳnh Đặng Võ", "last"),
    ("小龙 美玲 志强 子轩 丽华", "王 欧阳 司马 陈 徐", "last"),
    ("花子 健一 さくら 翔太 ゆうこ", "山田 髙橋 渡邊 𠮷野 東海林", "last"),
    ("민준 서연 하은 지우 현우", "김 남궁 황보 박 이", "last"),
    ("محمد فاطمة عائشة زينب ليلى", "الفارسي بن_سعيد عبد_الله القحطاني الزين", ""),
    ("Þórður Guðrún Ægir Ọlúwaṣeun आरव", "Þorvaldsson Sigurðardóttir Æsuson Adéyẹmí शर्मा", ""),
]

DIFFICULT = [
    unicodedata.normalize("NFD", "José Ñandú"),  # decomposed: equal to the eye, not byte for byte
    "Suharto",  # one name only
    "Jean-Luc d’Arc",  # typographic apostrophe
    "👩🏽‍🚀 Ada Lovelace-Ωmega",  # joined emoji with a skin tone
    "Wolfeschlegelsteinhausenbergerdorff Hubert-Blaine-Adolph-Charles-David-Earl-Frederick-Gerald-Irvin",
    "Nil Null",  # words that look like missing values
    "Robert'); DROP TABLE students;--",
    "Zo\u200bë Zero\u00a0Width",  # zero-width space, no-break space
    "=cmd|'/c calc'!A0 Formula",  # a spreadsheet would run it
    "Björn Müller",  # a namesake in parts of two others
]


def people():
    """All (name, e-mail) pairs, always in the same order."""
    names = []
    for givens, families, order in GROUPS:
        for given, family in zip(givens.split(), families.split(), strict=True):
            parts = (family, given) if order == "last" else (given, family)
            names.append(" ".join(parts).replace("_", " "))
    names += DIFFICULT
    emails = [f"speaker.{number}@example.org" for number in range(len(names))]
    emails[7] = "Mixed.CASE+Tag@Example.ORG"
    return list(zip(names, emails))
