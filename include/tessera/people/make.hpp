// The room, as src/app wires it. Arguments must outlive the services.
#pragma once

#include <memory>

#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/people/directory.hpp>
#include <tessera/people/people_service.hpp>
#include <tessera/people/person_store.hpp>

namespace tessera::people {

[[nodiscard]] std::unique_ptr<PeopleService> make_people_service(PersonStore& store,
                                                                 const Clock& clock, Random& random,
                                                                 crypto::KeyringHolder& keys);
[[nodiscard]] std::unique_ptr<PersonDirectory> make_person_directory(DirectoryStore& directory,
                                                                     PersonStore& store,
                                                                     Random& random,
                                                                     crypto::KeyringHolder& keys);

}  // namespace tessera::people
