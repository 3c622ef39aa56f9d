"""What organisers do on a busy day, applied to the seeded pretalx through its own models, as one transaction.

Prints what it did, one `VERB CODE` a line, for the test to compare a sync with:
  session-created, session-deleted, presenter-created, presenter-deleted   these records, and no others, come and go
  session-edited, presenter-edited                                         these must count as updated
  session-touched, presenter-touched                                       these may, depending on what is mapped
Deletions stay below the deletion guard: 5 of 70 sessions, 3 of 90 presenters.
"""

import datetime as dt
import random

import django

django.setup()

from django.db import transaction  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402
from i18nfield.strings import LazyI18nString  # noqa: E402

from pretalx.event.models import Event  # noqa: E402
from pretalx.person.models import SpeakerProfile, User  # noqa: E402
from pretalx.submission.models import Answer, Submission  # noqa: E402

rng = random.Random(1)
said = []


def say(verb, *records):
    said.extend(f"{verb} {record.code}" for record in records)


def presenters(event):
    """Speakers with a session that takes place; the preset skips the others."""
    live = Submission.objects.filter(event=event, state__in=["accepted", "confirmed"])
    return User.objects.filter(submissions__in=live).distinct().order_by("code")


def is_only_submission(submission):
    """True if its speakers have no other submission, so that they go when it is deleted."""
    crew = list(submission.speakers.all())
    return len(crew) == 1 and crew[0].submissions.count() == 1


def edit_speakers(event, speakers):
    renamed, moved, rewritten = rng.sample(speakers, 3)
    renamed.name = "Ægir Ðe-Novo-Žižka 新"
    renamed.save()
    moved.email = "moved@example.net"
    moved.save()
    profile = SpeakerProfile.objects.get(event=event, user=rewritten)
    profile.biography = "Rewritten on the day."
    profile.save()
    say("presenter-edited", renamed, moved)
    say("presenter-touched", rewritten)
    for speaker in (renamed, moved, rewritten):
        say("session-touched", *speaker.submissions.all())


def change_states(event, by):
    """Cancels, withdraws, deletes, accepts and rejects; returns the submissions nothing happened to."""
    def take(state, number, fits=lambda submission: True):
        pool = Submission.objects.filter(event=event, state=state).order_by("code")
        picked = rng.sample([s for s in pool if s not in taken and fits(s)], number)
        taken.extend(picked)
        return picked

    taken = []
    deleted = take("confirmed", 1, is_only_submission) + take("accepted", 1) + take("rejected", 1, is_only_submission)
    canceled, withdrawn = take("confirmed", 2), take("accepted", 1)
    accepted, rejected = take("submitted", 3), take("submitted", 2)
    for submission in taken:
        say("presenter-touched", *submission.speakers.all())
    say("session-deleted", *deleted[:2], *canceled, *withdrawn)
    say("session-created", *accepted)
    for submission in deleted:
        submission.remove(force=True, person=by)
    for submission in canceled:
        submission.cancel(person=by)
    for submission in withdrawn:
        submission.withdraw(person=by)
    for submission in accepted:
        submission.accept(person=by)
    for submission in rejected:
        submission.reject(person=by)
    return [s for s in Submission.objects.filter(event=event, state="confirmed").order_by("code") if s not in taken]


def add_submissions(event):
    for number, name in enumerate(["Ngozi Ọbásanjọ́", "이 서연"]):
        letter = "AB"[number]
        speaker = User(name=name, email=f"late.{letter}@example.org", code=f"LATE8{letter}", locale="en",
                       timezone="UTC")
        speaker.set_unusable_password()
        speaker.save()
        SpeakerProfile.objects.create(user=speaker, event=event, biography="A late addition.")
        submission = Submission.objects.create(
            event=event, code=f"NEWS8{letter}", title=f"Late addition {number} — ünd spät", state="confirmed",
            submission_type=event.submission_types.order_by("pk").first(), content_locale="en")
        submission.speakers.add(speaker)
        submission.update_talk_slots()
        say("session-created", submission)


def edit_sessions(event, confirmed):
    retitled = rng.sample(confirmed, 3)
    for submission in retitled:
        submission.title = f"{submission.title} (new: Ångström)"
        submission.save()
        say("presenter-touched", *submission.speakers.all())
    say("session-edited", *retitled)

    track = event.tracks.order_by("pk").first()
    track.name = LazyI18nString({"en": "Data & Doubt", "de": "Daten & Zweifel"})
    track.save()
    say("session-touched", *track.submissions.all())

    changed, dropped = Answer.objects.filter(question__event=event, submission__in=confirmed).order_by("pk")[:2]
    say("session-touched", changed.submission, dropped.submission)
    changed.answer = "Changed on the day."
    changed.save()
    dropped.remove(force=True)


def move_and_release(event, confirmed):
    slots = event.wip_schedule.talks.filter(submission__in=confirmed, submission__slot_count=1, start__isnull=False)
    for slot in rng.sample(list(slots.order_by("submission__code")), 2):
        slot.start += dt.timedelta(minutes=15)
        slot.end += dt.timedelta(minutes=15)
        slot.save()
        say("session-edited", slot.submission)
    event.wip_schedule.freeze("1.1", user=None, notify_speakers=False)


def mutate():
    with scopes_disabled():
        event = Event.objects.get(slug="nordic-lights")
        by = User.objects.get(email="connector@example.org")
    with scope(event=event):
        before = list(presenters(event))
        confirmed = change_states(event, by)
        edit_speakers(event, [s for s in before if s.submissions.filter(state="confirmed").exists()])
        add_submissions(event)
        edit_sessions(event, confirmed)
        move_and_release(event, confirmed)
        after = list(presenters(event))
        say("presenter-deleted", *[s for s in before if s not in after])
        say("presenter-created", *[s for s in after if s not in before])


with transaction.atomic():
    mutate()
print("\n".join(sorted(set(said))))
