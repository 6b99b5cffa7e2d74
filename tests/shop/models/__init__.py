"""The models of the shop: `shop`, and the stages of its deliveries."""
