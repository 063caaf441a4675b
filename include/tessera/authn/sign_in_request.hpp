// How another room sends a browser to sign in: a sealed, stateless flow value in the URL. The
// ceremony answers by a redirect to return_to once a session satisfies the wish.
#pragma once

#include <optional>
#include <string>

#include <tessera/base/assurance.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

enum class Purpose { sign_in, enrol_authenticator };

struct SignInRequest {
  std::string return_to;   // local path and query: "/oauth2/authorize/continue?request=..."
  std::string cancel_to;   // local path for the cancel button, or empty: the start page
  Acr wanted = Acr::aal1;  // level to reach; what the person has is used as far as it goes ...
  bool essential =
      false;  // ... unless nothing less will do: then the person is told what is missing
  std::string unmet_to = {};  // local path for who leaves without the level, or empty: cancel_to
  bool fresh = false;         // prompt=login or max_age: an existing session does not count ...
  TimePoint not_before;       // ... unless auth_time is later than this
  std::string login_hint;
  std::optional<Uuid> person;  // re-authentication of exactly this person (id_token_hint)
  std::string client_name;     // shown on the page, or empty
  std::string client_id;       // whose logo and policies the page shows, or empty
  std::string form_origin;     // origin of the validated redirect_uri for CSP form-action, or empty
  std::string ui_locales;
  TimePoint created;
  Purpose purpose = Purpose::sign_in;  // enrol_authenticator: the highest level that is reachable
  std::string flow = {};  // id of the ceremony, under which its progress is kept; made if empty
};

// "/sign-in?flow=<sealed>": AEAD under the flow key; no personal data in clear, expires after 24 h.
[[nodiscard]] std::string sign_in_url(const SignInRequest& request, const crypto::Keyring& keys,
                                      Random& random);
// Errc::gone "flow.expired" with the request still readable in `stale` when it was sealed by us but
// is too old, so that the page can offer a way back; Errc::invalid otherwise.
struct OpenedFlow {
  SignInRequest request;
  bool stale = false;
};
[[nodiscard]] Result<OpenedFlow> open_flow(std::string_view flow, const crypto::Keyring& keys,
                                           TimePoint now);

}  // namespace tessera::authn
