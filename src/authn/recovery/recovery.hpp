// RecoveryService over people, stores, verifiers of methods, throttling and notices.
#pragma once

#include <utility>

#include <boost/json/object.hpp>

#include <tessera/authn/code_gateway.hpp>
#include <tessera/authn/flow.hpp>
#include <tessera/authn/freeze.hpp>
#include <tessera/authn/interventions.hpp>
#include <tessera/authn/method_verifier.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/authn/password_hasher.hpp>
#include <tessera/authn/recovery_service.hpp>
#include <tessera/authn/throttle.hpp>
#include <tessera/people/people_service.hpp>
#include <tessera/people/person_box.hpp>

#include "authn/recovery/recovery_contact_box.hpp"
#include "authn/recovery/recovery_tokens.hpp"

namespace tessera::authn {

struct RecoveryParts {
  people::PeopleService& people;
  people::PersonBox& box;
  AuthenticatorStore& authenticators;
  RecoveryStore& store;
  ThrottleStore& throttle;
  PasswordHasher& hasher;
  SessionService& sessions;
  Notices& notices;
  NoticeAddresses& addresses;
  FreezeService& freeze;
  Interventions& interventions;
  Flows& flows;
  std::vector<MethodVerifier*> verifiers;  // of bound authenticators that may prove here
  crypto::KeyringHolder& keys;
  Random& random;
  ThrottlePolicy throttling;
  RecoveryPolicy policy;
  GatewayPolicy gateway;
  std::string service_name;
  std::string public_url;  // no slash at the end
};

class Recoveries final : public RecoveryService {
 public:
  explicit Recoveries(RecoveryParts parts) : p_(std::move(parts)) {}

  [[nodiscard]] Task<Result<std::string>> start(std::string_view login, const Browser& browser,
                                                const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> ask_contacts(std::string_view flow, const Browser& browser,
                                                const RequestContext& context) override;
  [[nodiscard]] Task<Result<RecoveryView>> view(std::string_view flow, const Browser& browser,
                                                const RequestContext& context) override;
  [[nodiscard]] Task<Result<RecoveryView>> prove(std::string_view flow, Answer answer,
                                                 const Browser& browser,
                                                 const RequestContext& context) override;
  [[nodiscard]] Task<Result<RecoveryBegun>> request(std::string_view flow, const Browser& browser,
                                                    const RequestContext& context) override;
  [[nodiscard]] Task<Result<std::string>> confirm(std::string_view typed, const Browser& browser,
                                                  const RequestContext& context) override;
  [[nodiscard]] Task<Result<RecoveryGrant>> binding(std::string_view binding,
                                                    const Browser& browser,
                                                    const RequestContext& context) override;
  [[nodiscard]] Task<Result<Recovered>> complete(std::string_view binding, NewWays ways,
                                                 const Browser& browser,
                                                 const RequestContext& context) override;
  [[nodiscard]] Task<std::optional<RecoveryStatus>> look(std::string_view id,
                                                         std::string_view ticket) override;
  [[nodiscard]] Task<Result<void>> cancel(std::string_view id, std::string_view ticket,
                                          const RequestContext& context) override;
  [[nodiscard]] Task<std::optional<RecoveryStatus>> find(const Uuid& person) override;
  [[nodiscard]] Task<Result<void>> cancel_mine(const Uuid& person,
                                               const RequestContext& context) override;
  [[nodiscard]] Task<Result<Secret>> vouch(const Uuid& person, const Uuid& officer,
                                           std::string reason,
                                           const RequestContext& context) override;
  [[nodiscard]] Task<> deliver(const Uuid& message, BytesView payload) override;
  [[nodiscard]] Task<int> fire_due(TimePoint now) override;

 private:
  // The person of a ceremony, as far as it is known, and what it may do.
  struct Standing {
    std::optional<people::Person> person;
    std::vector<AuthenticatorRecord> held;
    AccountClass account = AccountClass::password_only;
  };
  struct Asked {
    std::string login;
    std::string what;  // "mail" or "contacts"
    bool known_device = false;
  };
  // What was sent to which ceremony.
  struct Tried {
    std::string flow;
    std::string browser;
    std::string login;
    Answer answer;
    Bytes challenge = {};  // that the page carried
    bool known_device = false;
  };
  struct Given {
    std::string reason = "wrong";  // for the journal; empty: right
    std::optional<Uuid> used;      // the authenticator that was tried
    bool counts = false;
    GivenProof proof;
  };

  [[nodiscard]] std::string known_device(const Browser& browser, std::string_view login) const;
  [[nodiscard]] std::string mac_of(std::string_view kind, std::string_view whose) const;
  [[nodiscard]] Task<Result<void>> take(std::span<const ThrottleRule> rules,
                                        const RequestContext& context);
  [[nodiscard]] Task<> post_request(Asked asked, const RequestContext& context);
  [[nodiscard]] MethodVerifier* verifier_of(Method method) const;
  [[nodiscard]] std::vector<Method> offered(std::span<const Method> given) const;
  // What was proven and still counts.
  [[nodiscard]] static std::vector<Method> methods_given(const FlowProgress& progress,
                                                         const Standing& standing);
  [[nodiscard]] RecoveryView view_of(const FlowProgress& progress, const Standing& standing) const;

  [[nodiscard]] Task<Standing> load_standing(std::optional<people::Person> person);
  [[nodiscard]] Task<std::vector<Offer>> prompts_for(std::string flow, std::string browser,
                                                     const std::vector<Method>& offered,
                                                     Standing standing, TimePoint now);
  [[nodiscard]] Task<Given> judge(Standing standing, Tried tried, const RequestContext& context);
  [[nodiscard]] Task<Given> judge_issued(Standing standing, Method method, Secret typed,
                                         TimePoint now);
  [[nodiscard]] Task<Given> judge_authenticator(Standing standing, Tried tried,
                                                const RequestContext& context);
  // False: its challenge was answered before.
  [[nodiscard]] Task<bool> keep(Tried tried, Uuid person, GivenProof proof);
  [[nodiscard]] Task<> tell_of_proof(Uuid person, Method method, const RequestContext& context);

  [[nodiscard]] Task<Result<void>> move(Recovery recovery, RecoveryEvent event, RecoveryFacts facts,
                                        std::string reason, const RequestContext& context);
  [[nodiscard]] Task<RecoveryNews> news(const Recovery& recovery, RecoveryState to,
                                        std::optional<TimePoint> due, bool tell, std::string reason,
                                        const RequestContext& context);
  [[nodiscard]] Task<std::optional<Recovery>> load_binding(std::string_view binding,
                                                           const Browser& browser, TimePoint now);
  [[nodiscard]] Task<bool> is_overtaken(const Recovery& recovery, TimePoint now);
  [[nodiscard]] Task<Result<std::vector<AuthenticatorRecord>>> make_new(const Recovery& recovery,
                                                                        NewWays ways,
                                                                        TimePoint now);
  [[nodiscard]] Task<> send_mail_code(const Uuid& message, const people::Person& person,
                                      int at_most, const RequestContext& context);
  [[nodiscard]] Task<> send_phone_code(const people::Person& person, int at_most,
                                       const RequestContext& context);
  [[nodiscard]] Task<> send_to_contacts(const people::Person& person,
                                        const RequestContext& context);
  RecoveryParts p_;
};

// A mail of recovery, sealed; `data` as its template wants it.
[[nodiscard]] OutboxMessage recovery_mail(const RecoveryParts& parts, std::string_view to,
                                          std::string_view name, std::string_view locale,
                                          boost::json::object data, const RequestContext& context);
// A code to a number, sealed.
[[nodiscard]] OutboxMessage gateway_message(const RecoveryParts& parts, std::string_view number,
                                            const Secret& code, std::string_view locale,
                                            TimePoint expires, const RequestContext& context);
// May this person come back at all: active, and a citizen or in office. A frozen account may: that
// is how it is freed.
[[nodiscard]] bool may_recover(const people::Person& person, TimePoint now);
[[nodiscard]] audit::Event recovery_event(std::string type, std::optional<Uuid> person,
                                          const RequestContext& context);

}  // namespace tessera::authn
