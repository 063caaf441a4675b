#include <boost/json/array.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/people/acting_event.hpp>
#include <tessera/privacy/make.hpp>

namespace tessera::privacy {
namespace {

boost::json::array to_array(const std::vector<std::string>& items) {
  boost::json::array out;
  for (const auto& item : items) out.emplace_back(item);
  return out;
}

audit::Event consent_event(std::string type, const Uuid& person, const Uuid& client,
                           const RequestContext& context) {
  auto event = people::acting_event(std::move(type), people::as_person(person), context);
  event.subject = person;
  event.object_type = "client";
  event.object_id = to_string(client);
  return event;
}

class Service final : public ConsentService {
 public:
  Service(ConsentStore& store, GrantRevoker& revoker, Random& random)
      : store_(store), revoker_(revoker), random_(random) {}

  Task<std::optional<Consent>> find(const Uuid& person, const Uuid& client) override {
    co_return co_await store_.find(person, client);
  }

  Task<std::string> grant(const Consent& consent, std::string sector, const RequestContext& context,
                          std::vector<OutboxMessage> messages) override {
    auto event = consent_event("consent.granted", consent.person, consent.client, context);
    event.details["scopes"] = to_array(consent.scopes);
    event.details["claims"] = to_array(consent.claims);
    event.details["text"] = consent.text_digest;
    ConsentChange change{
        .consent = consent, .sector = std::move(sector), .candidate = make_subject(random_)};
    if (change.consent.id.is_nil()) change.consent.id = make_uuid4(random_);
    change.events.push_back(std::move(event));
    change.messages = std::move(messages);
    co_return co_await store_.save(change);
  }

  Task<bool> revoke(const Uuid& person, const Uuid& client,
                    const RequestContext& context) override {
    co_return co_await end(person, client,
                           consent_event("consent.revoked", person, client, context), context);
  }

  Task<bool> revoke_by_staff(const Uuid& person, const Uuid& client, const people::ActingAs& by,
                             std::string reference, const RequestContext& context) override {
    auto event = people::acting_event("consent.revoked", by, context);
    event.subject = person;
    event.object_type = "client";
    event.object_id = to_string(client);
    event.details["reference"] = std::move(reference);
    co_return co_await end(person, client, std::move(event), context);
  }

  Task<std::vector<ApprovedDetails>> approved_details(const Uuid& person, TimePoint now) override {
    co_return co_await store_.approved_details(person, now);
  }

  Task<bool> withdraw(const Uuid& person, const Uuid& grant,
                      const RequestContext& context) override {
    auto event = people::acting_event("grant.revoked", people::as_person(person), context);
    event.subject = person;
    event.object_type = "grant";
    event.object_id = to_string(grant);
    event.reason = "withdrawn";
    GrantEnd end{.person = person, .grant = grant, .now = context.received};
    end.events.push_back(std::move(event));
    if (!co_await store_.end_grant(end)) co_return false;
    std::vector<Uuid> grants{grant};
    co_await revoker_.grants_revoked(std::move(grants));
    co_return true;
  }

  Task<std::vector<ConnectedPortal>> connected_portals(const Uuid& person) override {
    co_return co_await store_.portals(person);
  }

  Task<std::vector<Release>> releases(const Uuid& person, std::size_t limit) override {
    co_return co_await store_.releases(person, limit);
  }

 private:
  [[nodiscard]] Task<bool> end(const Uuid& person, const Uuid& client, audit::Event event,
                               const RequestContext& context) {
    ConsentEnd end{.person = person, .client = client, .now = context.received};
    end.events.push_back(std::move(event));
    std::vector<Uuid> grants;
    const bool ended = co_await store_.end(end, grants);
    if (!grants.empty()) co_await revoker_.grants_revoked(std::move(grants));
    co_return ended;
  }
  ConsentStore& store_;
  GrantRevoker& revoker_;
  Random& random_;
};

class Ledger final : public ReleaseLedger {
 public:
  explicit Ledger(ConsentStore& store) : store_(store) {}
  Task<> record(const NewRelease& release, const RequestContext& context) override {
    std::vector<audit::Event> events;
    events.push_back(release_event(release, context));
    co_await store_.record_release(release, std::move(events));
  }

 private:
  ConsentStore& store_;
};

}  // namespace

std::string make_subject(Random& random) {
  return codec::to_base64url(random.bytes(32));
}

audit::Event release_event(const NewRelease& release, const RequestContext& context) {
  auto event = people::acting_event("claims.released", people::as_client(release.client), context);
  event.subject = release.person;
  event.purpose = release.purpose;
  event.object_type = "release";
  event.object_id = to_string(release.id);
  event.details["claims"] = to_array(release.claims);
  event.details["channel"] = release.channel;
  return event;
}

std::unique_ptr<ConsentService> make_consent_service(ConsentStore& store, GrantRevoker& revoker,
                                                     Random& random) {
  return std::make_unique<Service>(store, revoker, random);
}

std::unique_ptr<ReleaseLedger> make_release_ledger(ConsentStore& store) {
  return std::make_unique<Ledger>(store);
}

}  // namespace tessera::privacy
