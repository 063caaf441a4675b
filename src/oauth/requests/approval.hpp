// Between a checked request and its tokens: what the person must still do, and what was approved.
// The same for the browser's own flow and for requests that another device polls for.
#pragma once

#include <optional>
#include <string>

#include <tessera/oauth/make.hpp>

#include "oauth/requests/interaction.hpp"

namespace tessera::oauth {

// What one request has become by now.
struct Flow {
  ClientRef client;
  AuthorizeRequest request;
};

struct Approval {
  const Flow& flow;
  const authn::Session& session;
  Uuid grant;              // what its tokens will be named after
  bool released = true;    // claims too, not only `sub`
  bool consented = false;  // on the consent page, just now
};

class Approvals {
 public:
  explicit Approvals(const OauthParts& parts) : parts_(parts) {}

  // consented turns false if the page that was answered showed something else than what would be
  // given now: another person or level, or other claims.
  [[nodiscard]] Task<Interaction> next_step(const Flow& flow,
                                            const std::optional<authn::Session>& session,
                                            bool& consented);
  // Consent, if it was given just now, and the event are durable when it returns what the tokens
  // will be made from. nullopt: the client wants a public subject and this person has none.
  [[nodiscard]] Task<std::optional<CodeRecord>> approve(const Approval& approval,
                                                        const RequestContext& context);

 private:
  [[nodiscard]] Task<std::optional<std::string>> subject_for(const Approval& approval,
                                                             const ReleasePlan& plan,
                                                             const RequestContext& context);
  [[nodiscard]] Task<Ial> identity_of(const Flow& flow, const authn::Session& session);
  [[nodiscard]] Task<bool> may_be_public(const Uuid& person);
  [[nodiscard]] Task<std::string> known_subject(const Flow& flow, const authn::Session& session);

  OauthParts parts_;
};

// What a person, or nobody who is known, did with a request.
[[nodiscard]] audit::Event flow_event(std::string type, const Flow& flow,
                                      const std::optional<Uuid>& person,
                                      const RequestContext& context);

}  // namespace tessera::oauth
