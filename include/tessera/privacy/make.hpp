// Construction of the privacy services, for app.
#pragma once

#include <memory>

#include <tessera/audit/journal.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/privacy/consent.hpp>
#include <tessera/privacy/privacy_store.hpp>
#include <tessera/privacy/release.hpp>

namespace tessera::privacy {

// References must outlive the service.
[[nodiscard]] std::unique_ptr<ConsentService> make_consent_service(ConsentStore& store,
                                                                   GrantRevoker& revoker,
                                                                   Random& random);
[[nodiscard]] std::unique_ptr<ReleaseLedger> make_release_ledger(ConsentStore& store);
// 256 random bits, base64url: a new pairwise subject.
[[nodiscard]] std::string make_subject(Random& random);

}  // namespace tessera::privacy
