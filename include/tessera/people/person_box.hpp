// Texts about a person that are no attributes, sealed under the person's key: whoever erases the
// person erases them.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/task.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/people/person_store.hpp>

namespace tessera::people {

// Thread-safe.
class PersonBox {
 public:
  virtual ~PersonBox() = default;
  // name binds the box to its place ("notice|<id>"). nullopt: the person or its key is gone.
  [[nodiscard]] virtual Task<std::optional<Bytes>> seal(const Uuid& person, std::string_view name,
                                                        std::string_view text) = 0;
  struct Named {
    std::string name;
    Bytes box;
  };
  // In their order, by one look at the key; empty texts if the key is gone. Throws Unreadable.
  [[nodiscard]] virtual Task<std::vector<std::string>> open(const Uuid& person,
                                                            std::span<const Named> boxes) = 0;
};

// The arguments must outlive it.
[[nodiscard]] std::unique_ptr<PersonBox> make_person_box(PersonStore& store,
                                                         crypto::KeyringHolder& keys,
                                                         Random& random);

}  // namespace tessera::people
