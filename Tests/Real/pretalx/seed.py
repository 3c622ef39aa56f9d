"""Fills an empty pretalx database with one conference, through pretalx's own models. Everything but the tokens is the
same each time.

120 submissions: 114 that the API shows, in all six states, and 6 that it never shows (drafts and deleted ones). 90
speakers of shown submissions and 2 of hidden ones. Rooms, tracks, tags, questions and answers, breaks, sessions of two
slots, confirmed sessions without a slot, two schedule releases, and three tokens: full, limited and expired.
"""

import datetime as dt
import random

import django

django.setup()

from django.db import transaction  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402
from i18nfield.strings import LazyI18nString  # noqa: E402

from cast import people  # noqa: E402
from pretalx.event.models import Event, Organiser, Team  # noqa: E402
from pretalx.person.models import SpeakerProfile, User  # noqa: E402
from pretalx.person.models.auth_token import ENDPOINTS, UserApiToken  # noqa: E402
from pretalx.schedule.models import Room, Schedule, TalkSlot  # noqa: E402
from pretalx.submission.models import (  # noqa: E402
    Answer, AnswerOption, Question, Submission, SubmissionType, Tag, Track,
)

UTC = dt.timezone.utc
FIRST_DAY = dt.datetime(2026, 9, 14, tzinfo=UTC)
STATES = {"confirmed": 56, "accepted": 14, "submitted": 18, "rejected": 14, "canceled": 6, "withdrawn": 6}
HIDDEN = {"draft": 4, "deleted": 2}
TITLES = ["Taming pipelines", "Über alle Grenzen", "Données & <dragons>", "数据湖 入門", "Мониторинг от А до Я",
          "Caches: \"boring\" on purpose", "What we'd do differently — a field report", "Crêpes pour débutants"]
TEXT = ["We show what worked & what did not.", "**Bold claims**, _evidence_ and a [link](https://example.com/a_(b)).",
        "- first point\n- second point", "Line one\r\nLine two.", "質問は日本語でも大丈夫です。",
        "هذا النص من اليمين إلى اليسار."]

rng = random.Random(2026)


def words(en, de=None):
    return LazyI18nString({"en": en, "de": de or en})


def code():
    return "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ3789", k=6))


def prose():
    return " ".join(rng.choices(TEXT, k=rng.randint(1, 4)))


def make_event():
    organiser = Organiser.objects.create(name=words("Nordic Lights"), slug="nordic")
    with scopes_disabled():
        event = Event.objects.create(
            name=words("Nordic Lights Summit"), slug="nordic-lights", organiser=organiser, is_public=True,
            date_from=FIRST_DAY.date(), date_to=FIRST_DAY.date() + dt.timedelta(days=2), timezone="Europe/Helsinki",
            email="programme@example.org", locale_array="en,de", content_locale_array="en,de", locale="en")
    return event


def make_tokens(event):
    """Three tokens of one organiser account: what they may do is in the token."""
    team = Team.objects.create(organiser=event.organiser, name="Programme team", can_change_event_settings=True,
                               can_change_submissions=True, all_events=False)
    team.limit_events.set([event])
    account = User.objects.create_user(name="Connector", email="connector@example.org", locale="en", timezone="UTC")
    team.members.add(account)
    read = ["list", "retrieve"]
    everything = {endpoint: read for endpoint in ENDPOINTS}
    for name, endpoints, expires in (
            ("full", everything, None),
            ("limited", {"events": read, "submissions": read}, None),
            ("expired", everything, dt.datetime(2020, 1, 1, tzinfo=UTC))):
        token = UserApiToken.objects.create(name=name, user=account, endpoints=endpoints, expires=expires, version="v1")
        token.events.set([event])


def make_speaker(event, name, email, number):
    user = User(name=name, email=email, code=code(), locale="en", timezone="UTC")
    user.set_unusable_password()
    user.save()
    biography = {3: None, 5: "", 8: "Long story. " * 2100}.get(number, prose())
    SpeakerProfile.objects.create(user=user, event=event, biography=biography)
    return user


def make_questions(event):
    """One question of each kind that pretalx answers as text; returns them by a short name."""
    def add(text, variant, target, *options):
        question = Question.all_objects.create(event=event, question=words(text), variant=variant, target=target)
        for position, option in enumerate(options):
            AnswerOption.objects.create(question=question, answer=words(option), position=position)
        return question
    return {
        "company": add("Company", "string", "speaker"),
        "shirt": add("T-shirt size", "choices", "speaker", "S", "M", "L", "none, thanks"),
        "diet": add("Dietary needs", "multiple_choice", "speaker", "vegan", "halal", "nuts; peanuts, \"any\""),
        "first": add("Is this your first talk?", "boolean", "speaker"),
        "level": add("Level", "choices", "submission", "beginner", "expert"),
        "takeaway": add("Key takeaways", "text", "submission"),
    }


def answer(question, choose=0, **fields):
    """Answers with a text, or with that many of the question's options."""
    options = rng.sample(list(question.options.order_by("pk")), choose)
    given = Answer.objects.create(question=question, **{"answer": ", ".join(str(o.answer) for o in options), **fields})
    given.options.set(options)


def answer_all(questions, speakers, submissions):
    for number, speaker in enumerate(speakers):
        if number % 4:
            company = rng.choice(["Łódź Data", "株式会社サンプル", "O'Reilly & Daughters"])
            answer(questions["company"], person=speaker, answer=company)
        answer(questions["shirt"], choose=1, person=speaker)
        if number % 3 == 0:
            answer(questions["diet"], choose=2, person=speaker)
        answer(questions["first"], person=speaker, answer=rng.choice(["True", "False"]))
    for number, submission in enumerate(submissions):
        answer(questions["level"], choose=1, submission=submission)
        if number % 2:
            answer(questions["takeaway"], submission=submission, answer=prose())


def make_submissions(event, speakers, hidden_speakers):
    """The first ninety shown submissions have one speaker each, so that all speakers are shown; every fifth has another
    one too; the rest belong to repeat speakers, and the last one to nobody."""
    talk = event.submission_types.first()
    workshop = SubmissionType.objects.create(event=event, name=words("Workshop"), default_duration=120)
    tracks = [Track.objects.create(event=event, name=words(en, de), color="#1f77b4", position=position)
              for position, (en, de) in enumerate([("Data", "Daten"), ("Society", "Gesellschaft"),
                                                   ("Languages / 言語", "Sprachen")])]
    tags = [Tag.objects.create(event=event, tag=tag, color="#aaffaa")
            for tag in ("live demo", "réserve", "needs: flip-chart")]
    shown = [state for state, count in STATES.items() for _ in range(count)]
    hidden = [state for state, count in HIDDEN.items() for _ in range(count)]
    rng.shuffle(shown)
    made = []
    for number, state in enumerate(shown + hidden):
        is_shown = number < len(shown)
        crew = [speakers[number % len(speakers)] if is_shown else hidden_speakers[number % len(hidden_speakers)]]
        if is_shown and number % 5 == 0:
            crew.append(speakers[(number + 1) % len(speakers)])
        if number == len(shown) - 1:
            crew = []
        is_workshop = number % 8 == 0
        submission = Submission.all_objects.create(
            event=event, code=code(), title=f"{rng.choice(TITLES)} {number}", state=state,
            submission_type=workshop if is_workshop else talk, track=None if number % 11 == 0 else rng.choice(tracks),
            abstract=None if number % 13 == 0 else prose(), description=prose() if number % 3 else None,
            content_locale=rng.choice(["en", "de"]), slot_count=2 if is_workshop and state == "confirmed" else 1)
        submission.speakers.set(crew)
        submission.tags.set(tags[:number % 4])
        made.append(submission)
    return [s for s in made if s.state in STATES]


def make_schedule(event, submissions):
    """Slots for what is accepted, one room after the other; every twentieth slot stays without room and time."""
    rooms = [Room.objects.create(event=event, name=words(en, de), capacity=capacity, position=position)
             for position, (en, de, capacity) in enumerate([
                 ("Aurora Hall", "Aurora-Saal", 800), ("Studio Ærø", "Studio Ærø", 90),
                 ("Café 'Zur Post'", "Café „Zur Post“", 60), ("部屋 9", "Raum 9", 40),
                 ("Online stage", "Online-Bühne", None)])]
    for submission in submissions:
        submission.update_talk_slots()
    places = [(room, day) for day in range(3) for room in rooms]
    free = {place: FIRST_DAY + dt.timedelta(days=place[1], hours=6) for place in places}
    for number, slot in enumerate(event.wip_schedule.talks.order_by("submission__code", "pk")):
        if number % 20 == 19:
            continue
        place = places[number % len(places)]
        slot.room, slot.start = place[0], free[place]
        slot.end = slot.start + dt.timedelta(minutes=slot.submission.get_duration())
        slot.save()
        free[place] = slot.end + dt.timedelta(minutes=10)
    for day in range(3):
        start = FIRST_DAY + dt.timedelta(days=day, hours=9)
        TalkSlot.objects.create(schedule=event.wip_schedule, room=rooms[0], start=start,
                                end=start + dt.timedelta(hours=1), description=words("Lunch", "Mittagessen"))
    release(event, "0.1 \"Preview\"", dt.datetime(2026, 6, 20, 10, tzinfo=UTC))
    scheduled = event.wip_schedule.talks.filter(submission__isnull=False, start__isnull=False)
    moved = scheduled.order_by("submission__code", "pk").first()
    moved.start += dt.timedelta(minutes=5)
    moved.end += dt.timedelta(minutes=5)
    moved.save()
    release(event, "1.0", dt.datetime(2026, 7, 10, 9, 30, tzinfo=UTC))


def release(event, version, when):
    """Publishes the work in progress; pretalx copies every slot under a new id when it does."""
    schedule, _ = event.wip_schedule.freeze(version, user=None, notify_speakers=False, comment=words("New version."))
    Schedule.objects.filter(pk=schedule.pk).update(published=when)
    for cached in ("wip_schedule", "current_schedule"):
        event.__dict__.pop(cached, None)


def seed():
    event = make_event()
    make_tokens(event)
    with scope(event=event):
        event.feature_flags = {**event.feature_flags, "present_multiple_times": True}
        event.save()
        speakers = [make_speaker(event, name, email, number) for number, (name, email) in enumerate(people())]
        hidden = [make_speaker(event, f"Hidden Speaker {n}", f"hidden.{n}@example.org", 1000 + n) for n in range(2)]
        submissions = make_submissions(event, speakers, hidden)
        answer_all(make_questions(event), speakers, submissions)
        make_schedule(event, submissions)


with transaction.atomic():
    seed()
