export SHOP_SECRET=$(openssl rand -base64 32)
durward apply acme.yaml
