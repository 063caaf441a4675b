// What the sign-in and account pages are made of.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <tessera/audit/journal_reader.hpp>
#include <tessera/authn/binding.hpp>
#include <tessera/authn/care.hpp>
#include <tessera/authn/certificates.hpp>
#include <tessera/authn/freeze.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/authn/passkeys.hpp>
#include <tessera/authn/recovery_service.hpp>
#include <tessera/authn/recovery_setup.hpp>
#include <tessera/authn/sign_in_service.hpp>
#include <tessera/oauth/client_directory.hpp>
#include <tessera/oauth/pending_service.hpp>
#include <tessera/people/people_service.hpp>
#include <tessera/privacy/consent.hpp>

#include "endpoints/web.hpp"

namespace tessera::endpoints {

// Ends the session; answers the portals that are to be loaded in frames (Front-Channel Logout).
using SignOut = std::function<Task<std::vector<std::string>>(const authn::Session& session,
                                                             const RequestContext& context)>;

// Names of the portals that hold tokens of a session, in this language.
using SessionPortals =
    std::function<Task<std::vector<std::string>>(const Uuid& session, const std::string& locale)>;

// All must outlive the router.
struct AccountDeps {
  const Web& web;
  authn::SignInService& sign_in;
  authn::BindingService& binding;
  people::PeopleService& people;
  privacy::ConsentService& consents;
  audit::JournalReader& journal;
  oauth::PendingService& pending;
  oauth::ClientDirectory& clients;
  authn::Inbox& inbox;
  authn::FreezeService& freezing;
  authn::RecoveryService& recovery;
  authn::RecoverySetup& setup;
  authn::AuthenticatorCare& care;
  authn::PasskeyBinding& passkeys;
  SignOut sign_out_session;
  SessionPortals portals_of;
  authn::CertificateBinding* certificates = nullptr;  // nullptr: no smart cards are configured
  std::string service_name = "Tessera";               // in authenticator apps
};

}  // namespace tessera::endpoints
