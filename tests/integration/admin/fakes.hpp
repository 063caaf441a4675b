// The services of other rooms that the admin API passes on to, in memory.
#pragma once

#include <map>

#include <tessera/authn/recovery_service.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/enrol/invitation.hpp>
#include <tessera/oauth/client_admin.hpp>
#include <tessera/privacy/privacy_store.hpp>

namespace tessera::test {

class MemorySessions final : public authn::SessionService {
 public:
  // The cookie is the id of the session.
  Task<std::optional<authn::Session>> load(std::string_view cookie, TimePoint) override {
    const auto found = live.find(parse_uuid(cookie).value_or(Uuid{}));
    if (found == live.end()) co_return std::nullopt;
    co_return found->second;
  }
  Task<bool> is_live(const Uuid& id, TimePoint) override { co_return live.contains(id); }
  Task<std::vector<authn::Session>> list(const Uuid& person) override {
    std::vector<authn::Session> out;
    for (const auto& [id, session] : live) {
      if (session.person == person) out.push_back(session);
    }
    co_return out;
  }
  Task<bool> end(const Uuid& id, const Uuid& person, std::string, const RequestContext&) override {
    const auto found = live.find(id);
    if (found == live.end() || found->second.person != person) co_return false;
    live.erase(found);
    co_return true;
  }
  Task<int> end_all(const Uuid& person, std::optional<Uuid>, std::string,
                    const RequestContext&) override {
    co_return static_cast<int>(
        std::erase_if(live, [&](const auto& entry) { return entry.second.person == person; }));
  }
  Task<int> end_by_staff(const Uuid& person, std::optional<Uuid> only, authn::EndedByStaff by,
                         const RequestContext&) override {
    references.push_back(by.reference);
    co_return static_cast<int>(std::erase_if(live, [&](const auto& entry) {
      return entry.second.person == person && (!only || entry.first == *only);
    }));
  }
  std::map<Uuid, authn::Session> live;
  std::vector<std::string> references;
};

class MemoryInvitations final : public enrol::InvitationService {
 public:
  Task<Result<enrol::Invitation>> invite(const enrol::NewInvitation& wish,
                                         const access::Actor& actor,
                                         const RequestContext& context) override {
    if (!access::decide(actor, "person.invite", {.unit = wish.affiliation.unit}, context.received)
             .allowed()) {
      co_return fail(Errc::forbidden, "access.denied");
    }
    all.push_back({.id = Uuid{{9, 9, static_cast<std::uint8_t>(all.size())}},
                   .affiliation = wish.affiliation,
                   .locale = wish.locale});
    co_return all.back();
  }
  Task<Result<std::vector<enrol::Invitation>>> list(const access::Actor& actor,
                                                    const RequestContext& context) override {
    const auto units = access::units_for(actor, "person.invite", context.received);
    if (units && units->empty()) co_return fail(Errc::forbidden, "access.denied");
    co_return all;
  }
  Task<Result<void>> revoke(const Uuid&, const access::Actor& actor,
                            const RequestContext& context) override {
    const auto units = access::units_for(actor, "person.invite", context.received);
    if (units && units->empty()) co_return fail(Errc::forbidden, "access.denied");
    co_return Result<void>{};
  }
  Task<Result<std::string>> create_bootstrap_invitation(const RequestContext&) override {
    co_return fail(Errc::conflict, "bootstrap.done");
  }
  std::vector<enrol::Invitation> all;
};

class MemoryClients final : public oauth::ClientAdmin {
 public:
  Task<oauth::ClientPage> list(const oauth::ClientQuery&) override {
    oauth::ClientPage page;
    for (const auto& [id, client] : all) page.clients.push_back(client);
    co_return page;
  }
  Task<Result<oauth::Client>> get(const Uuid& id) override {
    const auto found = all.find(id);
    if (found == all.end()) co_return fail(Errc::not_found, "client.unknown");
    co_return found->second;
  }
  Task<std::vector<oauth::SecretInfo>> secrets(const Uuid&) override {
    co_return std::vector<oauth::SecretInfo>{};
  }
  Task<Result<oauth::NewClient>> create(const oauth::ClientRegistration& registration,
                                        const people::ActingAs& by,
                                        const RequestContext&) override {
    last_by = by;
    if (refusal) co_return std::unexpected(*refusal);
    const Uuid id{{7, static_cast<std::uint8_t>(all.size() + 1)}};
    all[id] = {.id = id, .registration = registration, .version = 1};
    co_return oauth::NewClient{.client = all[id], .secret = Secret("s3cret")};
  }
  Task<Result<oauth::Client>> update(const Uuid& id, const oauth::ClientRegistration& registration,
                                     std::optional<std::int64_t> version, const people::ActingAs&,
                                     const RequestContext&) override {
    auto& client = all.at(id);
    if (version && *version != client.version) co_return fail(Errc::precondition, "client.changed");
    client.registration = registration;
    ++client.version;
    co_return client;
  }
  Task<Result<oauth::Client>> resubmit(const Uuid& id,
                                       const oauth::ClientRegistration& registration,
                                       std::int64_t version, const people::ActingAs& by,
                                       const RequestContext& context) override {
    last_by = by;
    if (all.at(id).status == oauth::ClientStatus::approved)
      all.at(id).status = oauth::ClientStatus::suspended;
    return update(id, registration, version, by, context);
  }
  Task<Result<oauth::Client>> set_status(const Uuid& id, oauth::ClientStatus to, std::string,
                                         const people::ActingAs&, const RequestContext&,
                                         std::optional<std::int64_t> version) override {
    if (version && *version != all.at(id).version)
      co_return fail(Errc::precondition, "client.changed");
    all.at(id).status = to;
    co_return all.at(id);
  }
  Task<Result<oauth::NewClient>> rotate_secret(const Uuid& id, Duration, const people::ActingAs&,
                                               const RequestContext&) override {
    co_return oauth::NewClient{.client = all.at(id), .secret = Secret("another")};
  }
  std::map<Uuid, oauth::Client> all;
  people::ActingAs last_by;
  std::optional<Error> refusal;  // what create() says
};

// Keeps which grants ended.
class MemoryRevoker final : public privacy::GrantRevoker {
 public:
  Task<> grants_revoked(std::vector<Uuid> grants) override {
    told = std::move(grants);
    co_return;
  }
  std::vector<Uuid> told;
};

// Keeps whom an officer vouched for.
class FakeRecovery final : public authn::RecoveryService {
 public:
  using Browser = authn::Browser;
  Task<Result<std::string>> start(std::string_view, const Browser&,
                                  const RequestContext&) override {
    co_return over();
  }
  Task<Result<void>> ask_contacts(std::string_view, const Browser&,
                                  const RequestContext&) override {
    co_return over();
  }
  Task<Result<authn::RecoveryView>> view(std::string_view, const Browser&,
                                         const RequestContext&) override {
    co_return over();
  }
  Task<Result<authn::RecoveryView>> prove(std::string_view, authn::Answer, const Browser&,
                                          const RequestContext&) override {
    co_return over();
  }
  Task<Result<authn::RecoveryBegun>> request(std::string_view, const Browser&,
                                             const RequestContext&) override {
    co_return over();
  }
  Task<Result<std::string>> confirm(std::string_view, const Browser&,
                                    const RequestContext&) override {
    co_return over();
  }
  Task<Result<authn::RecoveryGrant>> binding(std::string_view, const Browser&,
                                             const RequestContext&) override {
    co_return over();
  }
  Task<Result<authn::Recovered>> complete(std::string_view, authn::NewWays, const Browser&,
                                          const RequestContext&) override {
    co_return over();
  }
  Task<std::optional<authn::RecoveryStatus>> look(std::string_view, std::string_view) override {
    co_return std::nullopt;
  }
  Task<Result<void>> cancel(std::string_view, std::string_view, const RequestContext&) override {
    co_return over();
  }
  Task<std::optional<authn::RecoveryStatus>> find(const Uuid&) override { co_return std::nullopt; }
  Task<Result<void>> cancel_mine(const Uuid&, const RequestContext&) override { co_return over(); }
  Task<Result<Secret>> vouch(const Uuid& person, const Uuid& officer, std::string reason,
                             const RequestContext&) override {
    vouched.push_back({person, officer, std::move(reason)});
    co_return Secret(std::string_view("7K4Q-93QM-XF2C-7K4Q-93QM-XF2C"));
  }
  Task<> deliver(const Uuid&, BytesView) override { co_return; }
  Task<int> fire_due(TimePoint) override { co_return 0; }

  struct Vouched {
    Uuid person;
    Uuid officer;
    std::string reason;
  };
  std::vector<Vouched> vouched;

 private:
  static std::unexpected<Error> over() { return fail(Errc::gone, "recovery.over"); }
};

}  // namespace tessera::test
