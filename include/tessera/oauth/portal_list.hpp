// The public list of approved portals (R93): who runs them, what they receive and why. Signed, so
// that a copy can be checked.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/task.hpp>
#include <tessera/jose/signer.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth {

inline constexpr std::string_view kPortalListType = "portal-list+jwt";

// Where a person begins: the portal's own login, which knows the server (OpenID Connect Core 4),
// else its home page.
[[nodiscard]] std::string start_uri(const ClientRegistration& registration,
                                    std::string_view issuer);

// What a client is told about the people that it serves, and on which way (requirements 4.7: the
// shared signals of its agreement). It follows from the registration, so it says what is sent.
struct PortalSignal {
  std::string_view event;    // "session_ended"
  std::string_view channel;  // "backchannel_logout", "frontchannel_logout"
};
[[nodiscard]] std::vector<PortalSignal> signals_of(const ClientRegistration& registration);

// Thread-safe. Does not own what it refers to.
class PortalList {
 public:
  PortalList(ClientDirectory& clients, const jose::Signer& signer, std::string issuer)
      : clients_(clients), signer_(signer), issuer_(std::move(issuer)) {}

  // The clients that serve now and want to be listed, in the order of their names.
  [[nodiscard]] Task<std::vector<Client>> portals(TimePoint now);

  // A JWS (typ portal-list+jwt, ES256) with iss, iat, exp and portals. The same on every node for
  // an hour, as long as no client changes: then ETag says so.
  struct Signed {
    std::string jws;
    std::string etag;  // quoted
  };
  [[nodiscard]] Task<std::shared_ptr<const Signed>> signed_list(TimePoint now);

 private:
  struct Kept {
    std::string payload;
    std::shared_ptr<const Signed> list;
  };
  ClientDirectory& clients_;
  const jose::Signer& signer_;
  std::string issuer_;
  std::atomic<std::shared_ptr<const Kept>> kept_;
};

}  // namespace tessera::oauth
