// The registrar's side.
#include <algorithm>
#include <map>

#include <tessera/enrol/reasons.hpp>
#include <tessera/people/envelope.hpp>

#include "enrol/desk.hpp"
#include "enrol/suggest.hpp"
#include "enrol/upload.hpp"

namespace tessera::enrol {
namespace {

// What is stated and shown may be read for a decision that is due, not afterwards (R32).
bool is_live(const Application& application) {
  return application.state == State::in_review;
}

class Review final : public ReviewService {
 public:
  Review(const Rooms& rooms, const Ports& ports) : desk_(rooms, ports) {}

  Task<Result<Queue>> queue(const access::Actor& actor, const RequestContext& context) override;
  Task<Result<Application>> take(const access::Actor& actor, const Uuid& id,
                                 const RequestContext& context) override;
  Task<Result<Application>> give_back(const access::Actor& actor, const Uuid& id,
                                      const RequestContext& context) override;
  Task<Result<Case>> open(const access::Actor& actor, const Uuid& id, bool reveal,
                          const RequestContext& context) override;
  Task<Result<EvidenceDownload>> download(const access::Actor& actor, const Uuid& id,
                                          const Uuid& evidence,
                                          const RequestContext& context) override;
  Task<Result<Application>> approve(const access::Actor& actor, const Uuid& id,
                                    std::int64_t version, bool checklist,
                                    const RequestContext& context) override;
  Task<Result<Application>> request_more(const access::Actor& actor, const Uuid& id,
                                         std::int64_t version, std::vector<std::string> reasons,
                                         const RequestContext& context) override;
  Task<Result<Application>> reject(const access::Actor& actor, const Uuid& id, std::int64_t version,
                                   std::vector<std::string> reasons,
                                   const RequestContext& context) override;

 private:
  struct Allowed {
    Application application;
    Actor officer;
  };
  // Loads, asks for the permission on this very case and refuses a conflict of interest.
  Task<Result<Allowed>> allowed(const access::Actor& actor, const Uuid& id,
                                std::string_view permission, bool assigned,
                                const RequestContext& context);
  Task<bool> has_conflict(const access::Actor& actor, const Application& application);
  // Writes the refusal down, as access does with its own.
  Task<std::unexpected<Error>> refuse(const access::Actor& actor, std::string_view permission,
                                      const Application& application, Errc code, std::string reason,
                                      const RequestContext& context);
  Task<Result<Application>> decide(const access::Actor& actor, const Uuid& id, std::int64_t version,
                                   Event event, std::vector<std::string> reasons,
                                   const RequestContext& context);
  Task<std::optional<Uuid>> unit_of(const Application& application);

  Desk desk_;
};

Task<std::optional<Uuid>> Review::unit_of(const Application& application) {
  if (!application.invitation) co_return std::nullopt;
  const auto stored = co_await desk_.ports().invitations.load(*application.invitation);
  if (!stored) co_return std::nullopt;
  co_return stored->invitation.affiliation.unit;
}

// Nobody decides on himself, on what he applied for under another address, or on whom he sponsors
// or invited (R37, R88).
Task<bool> Review::has_conflict(const access::Actor& actor, const Application& application) {
  if (!actor.id || application.person == *actor.id) co_return true;
  if (application.invitation) {
    const auto stored = co_await desk_.ports().invitations.load(*application.invitation);
    if (stored && (stored->invitation.affiliation.sponsor == actor.id ||
                   stored->invitation.invited_by == actor.id)) {
      co_return true;
    }
  }
  const auto values = co_await desk_.open_values(application);
  if (!values) co_return false;
  for (const auto* kind : {"email", "document_number", "phone_number"}) {
    const auto* value = values->find(kind);
    if (value == nullptr) continue;
    const auto same = co_await desk_.rooms().directory.same_value(kind, value->value);
    if (std::ranges::find(same, *actor.id) != same.end()) co_return true;
  }
  const auto mail = values->text("email");
  const auto same = co_await desk_.rooms().directory.same_value("login", mail);
  co_return std::ranges::find(same, *actor.id) != same.end();
}

Task<std::unexpected<Error>> Review::refuse(const access::Actor& actor, std::string_view permission,
                                            const Application& application, Errc code,
                                            std::string reason, const RequestContext& context) {
  const access::Resource resource{
      .type = "application", .id = to_string(application.id), .person = application.person};
  co_await desk_.rooms().access.record_refusal(actor, permission, resource, reason, context);
  co_return fail(code, std::move(reason));
}

Task<Result<Review::Allowed>> Review::allowed(const access::Actor& actor, const Uuid& id,
                                              std::string_view permission, bool assigned,
                                              const RequestContext& context) {
  auto application = co_await desk_.ports().applications.load(id);
  if (!application) {
    // Whoever may not see cases does not learn which exist.
    const auto may =
        co_await desk_.rooms().access.require(actor, permission, {.type = "application"}, context);
    if (!may) co_return std::unexpected(may.error());
    co_return fail(Errc::not_found, "review.unknown");
  }
  const access::Resource resource{.type = "application",
                                  .id = to_string(id),
                                  .unit = co_await unit_of(*application),
                                  .person = application->person,
                                  .assignee = assigned ? application->assignee : std::nullopt};
  const auto decision = co_await desk_.rooms().access.require(actor, permission, resource, context);
  if (!decision) co_return std::unexpected(decision.error());
  if (assigned && application->assignee != actor.id) {
    co_return co_await refuse(actor, permission, *application, Errc::forbidden,
                              "review.not_assigned", context);
  }
  if (co_await has_conflict(actor, *application)) {
    co_return co_await refuse(actor, permission, *application, Errc::forbidden, "review.conflict",
                              context);
  }
  co_return Allowed{std::move(*application),
                    {.who = Who::officer, .officer = actor.id, .role = decision->role}};
}

Task<Result<Queue>> Review::queue(const access::Actor& actor, const RequestContext& context) {
  const auto may = co_await desk_.rooms().access.require(actor, "application.list",
                                                         {.type = "application"}, context);
  if (!may) co_return std::unexpected(may.error());
  Queue out;
  const auto cases = co_await desk_.ports().lists.queue({.state = State::in_review});
  for (const auto& each : cases) {
    if (each.person == actor.id) continue;
    if (each.assignee && each.assignee != actor.id) continue;
    out.entries.push_back({each, each.assignee.has_value(), false});
    if (each.assignee) ++out.my_load;
  }
  const auto next =
      suggest_case(cases, co_await desk_.ports().lists.loads(), actor.id.value_or(Uuid{}));
  for (auto& entry : out.entries) entry.suggested = next == entry.application.id;
  co_return out;
}

Task<Result<Application>> Review::take(const access::Actor& actor, const Uuid& id,
                                       const RequestContext& context) {
  const auto ok = co_await allowed(actor, id, "application.assign", false, context);
  if (!ok) co_return std::unexpected(ok.error());
  if (ok->application.state != State::in_review) co_return fail(Errc::conflict, "review.not_open");
  if (ok->application.assignee) co_return fail(Errc::conflict, "review.taken");
  auto change = desk_.change_of(ok->application);
  change.next.assignee = actor.id;
  desk_.add_event(change, "application.assigned", ok->officer, context);
  auto saved = co_await desk_.commit(std::move(change));
  if (!saved) co_return fail(Errc::conflict, "review.taken");
  co_return saved;
}

Task<Result<Application>> Review::give_back(const access::Actor& actor, const Uuid& id,
                                            const RequestContext& context) {
  const auto ok = co_await allowed(actor, id, "application.assign", true, context);
  if (!ok) co_return std::unexpected(ok.error());
  auto change = desk_.change_of(ok->application);
  change.next.assignee.reset();
  desk_.add_event(change, "application.given_back", ok->officer, context);
  co_return co_await desk_.commit(std::move(change));
}

Task<Result<Case>> Review::open(const access::Actor& actor, const Uuid& id, bool reveal,
                                const RequestContext& context) {
  const auto ok = co_await allowed(actor, id, "application.read", true, context);
  if (!ok) co_return std::unexpected(ok.error());
  if (reveal && !is_live(ok->application)) {
    co_return co_await refuse(actor, "application.read", ok->application, Errc::conflict,
                              "review.not_open", context);
  }
  Case out{.application = ok->application, .revealed = reveal};
  // The event is durable before a value is decrypted.
  auto change = desk_.change_of(ok->application);
  desk_.add_event(change, reveal ? "application.revealed" : "application.read", ok->officer,
                  context);
  co_await desk_.rooms().journal.append(std::move(change.events));
  if (auto values = co_await desk_.open_values(ok->application)) {
    for (auto& each : values->values) {
      if (each.value.empty()) continue;
      out.values.push_back(
          {each.name, reveal ? each.value : mask_value(each.name, each.value), each.verified});
    }
  }
  out.evidence = co_await desk_.ports().evidence.list(id);
  out.history = co_await desk_.ports().applications.load_history(id);
  out.duplicates = co_await desk_.ports().lists.load_duplicates(id);
  co_return out;
}

Task<Result<EvidenceDownload>> Review::download(const access::Actor& actor, const Uuid& id,
                                                const Uuid& wanted, const RequestContext& context) {
  const auto ok = co_await allowed(actor, id, "evidence.read", true, context);
  if (!ok) co_return std::unexpected(ok.error());
  if (!is_live(ok->application)) {
    co_return co_await refuse(actor, "evidence.read", ok->application, Errc::conflict,
                              "review.not_open", context);
  }
  const auto all = co_await desk_.ports().evidence.list(id);
  const auto found = std::ranges::find(all, wanted, &Evidence::id);
  const auto wrapped = co_await desk_.ports().evidence.load_key(wanted);
  if (found == all.end() || !wrapped) co_return fail(Errc::not_found, "evidence.unknown");
  auto change = desk_.change_of(ok->application);
  desk_.add_event(change, "evidence.read", ok->officer, context);
  change.events.back().details["evidence"] = to_string(wanted);
  co_await desk_.rooms().journal.append(std::move(change.events));

  auto opened = desk_.rooms().keys.get()->open(crypto::kPurposeEvidence, *wrapped,
                                               "evidence_key|" + to_string(wanted));
  if (!opened)
    throw people::Unreadable("evidence " + to_string(wanted) + ": " + opened.error().detail);
  struct Reader {
    EvidenceStore& store;
    Uuid id;
    Secret key;
    std::int64_t left;
    int n = 0;
  };
  auto reader = std::make_shared<Reader>(desk_.ports().evidence, wanted, Secret(std::move(*opened)),
                                         found->size);
  co_return EvidenceDownload{
      *found, [reader]() -> Task<std::string> {
        if (reader->left <= 0) co_return std::string{};
        const auto box = co_await reader->store.load_chunk(reader->id, reader->n);
        if (!box)
          throw people::Unreadable("evidence " + to_string(reader->id) + ": a chunk is missing");
        auto bytes = people::open_value(reader->key, {"evidence", reader->id},
                                        chunk_name(reader->n++), *box);
        reader->left -= static_cast<std::int64_t>(bytes.size());
        co_return bytes;
      }};
}

Task<Result<Application>> Review::decide(const access::Actor& actor, const Uuid& id,
                                         std::int64_t version, Event event,
                                         std::vector<std::string> codes,
                                         const RequestContext& context) {
  const auto ok = co_await allowed(actor, id, "application.decide", true, context);
  if (!ok) co_return std::unexpected(ok.error());
  if (ok->application.version != version) co_return fail(Errc::conflict, "review.changed");
  auto change = desk_.change_of(ok->application);
  change.next.may_edit = true;
  for (const auto& code : codes) {
    const auto* reason = find_reason(code);
    if (reason == nullptr || !(event == Event::reject ? reason->for_reject : reason->for_more)) {
      co_return fail(Errc::invalid, "review.reason");
    }
    change.next.may_edit = change.next.may_edit && reason->may_edit;
  }
  change.next.reasons = std::move(codes);
  change.next.supplied = false;
  const auto outcome =
      desk_.step(change, event, {.reasons = change.next.reasons.size()}, ok->officer, context);
  if (!outcome) co_return std::unexpected(outcome.error());
  if (const auto values = co_await desk_.open_values(ok->application)) {
    desk_.notify(change, *values, mail_for(outcome->to, event));
  }
  auto saved = co_await desk_.commit(std::move(change));
  if (!saved) co_return fail(Errc::conflict, "review.changed");
  co_return saved;
}

Task<Result<Application>> Review::request_more(const access::Actor& actor, const Uuid& id,
                                               std::int64_t version,
                                               std::vector<std::string> reasons,
                                               const RequestContext& context) {
  co_return co_await decide(actor, id, version, Event::request_more, std::move(reasons), context);
}

Task<Result<Application>> Review::reject(const access::Actor& actor, const Uuid& id,
                                         std::int64_t version, std::vector<std::string> reasons,
                                         const RequestContext& context) {
  co_return co_await decide(actor, id, version, Event::reject, std::move(reasons), context);
}

Task<Result<Application>> Review::approve(const access::Actor& actor, const Uuid& id,
                                          std::int64_t version, bool checklist,
                                          const RequestContext& context) {
  const auto ok = co_await allowed(actor, id, "application.decide", true, context);
  if (!ok) co_return std::unexpected(ok.error());
  if (ok->application.version != version) co_return fail(Errc::conflict, "review.changed");
  const auto values = co_await desk_.open_values(ok->application);
  if (!values) co_return fail(Errc::conflict, "review.not_open");
  if (co_await desk_.login_taken(ok->application, *values)) {
    co_return fail(Errc::conflict, "review.login_taken");
  }
  auto change = desk_.change_of(ok->application);
  change.next.reasons.clear();
  const auto outcome = desk_.step(change, Event::recommend_approve,
                                  {.checklist_complete = checklist}, ok->officer, context);
  if (!outcome) co_return std::unexpected(outcome.error());
  change.next.assignee = actor.id;  // kept: he is the verifier of the values
  desk_.notify(change, *values, mail_for(outcome->to, Event::recommend_approve));
  auto saved = co_await desk_.commit(std::move(change));
  if (!saved) co_return fail(Errc::conflict, "review.changed");
  // A crash from here on is mended when the applicant binds.
  if (auto made = co_await desk_.ensure_person(*saved, *values, context); !made) {
    co_return std::unexpected(made.error());
  }
  if (!saved->existing_person) co_return saved;
  // He holds authenticators already: the new persona is his at once.
  auto bound = desk_.change_of(*saved);
  const auto done = desk_.step(bound, Event::bind, {.authenticators_bound = true},
                               {.who = Who::applicant}, context);
  if (!done) co_return std::unexpected(done.error());
  if (auto active = co_await desk_.activate_person(*saved, context); !active) {
    co_return std::unexpected(active.error());
  }
  desk_.notify(bound, *values, mail_for(State::active, Event::bind));
  co_return co_await desk_.commit(std::move(bound));
}

}  // namespace

std::unique_ptr<ReviewService> make_review_service(const Rooms& rooms, const Ports& ports) {
  return std::make_unique<Review>(rooms, ports);
}

}  // namespace tessera::enrol
